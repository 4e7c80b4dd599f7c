-- The queries of every read model, in its own table name and columns. No tables of its own.

-- name: open
-- The open rows of some keys.
select {columns}, since from {table} where {key} = any(%(keys)b) and {open};

-- name: close
-- Closes open rows, each at its position.
update {table} set until = ended.at
from unnest(%(keys)b::uuid[], %(ends)b::bigint[]) as ended (key, at)
where {table}.{key} = ended.key and {open {table}};

-- name: of
-- Rows by key as of a position.
select {columns} from {table} where {key} = any(%(ids)b) and {held};

-- name: is_one
-- The ids, of some, that had a row of this kind at a position.
select {key}, {kind} from {table} where {key} = any(%(ids)b) and {held}
