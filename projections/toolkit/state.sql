-- The rows at a position, in the columns of one read model. No tables of its own.

-- name: rows
-- The rows that were valid at a position.
select {columns} from {table} where {held} and {whose} order by {order};

-- name: index
-- The rows of an index at a position.
select {columns} from {table} where position <= %(position)s and {whose} order by {order};

-- name: index_by_facts
-- What an index says of entries that had happened.
select {columns} from {table} join log using (position)
where position <= %(position)s and {happened} and {whose} order by {order};
