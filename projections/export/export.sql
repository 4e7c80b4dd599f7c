-- What an export takes of each read model, a page at a time. No tables of its own.

-- name: matching
-- The rows that held at a position and have some values in some columns, by their keys.
select {columns}, since from {table}
where {conditions} and {held}
order by {key} limit %(count)s;

-- name: page
-- The next rows that held at a position, by their keys.
select {columns}, least(since, until) from {table}
where {key} > %(after)s and {held}
order by {key} limit %(count)s;
