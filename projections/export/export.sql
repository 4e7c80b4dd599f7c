-- What an export takes of each read model, a page at a time. No tables of its own.

-- name: page
-- The next rows that held at a position, by their keys.
select {columns}, least(since, until) from {table}
where {key} > %(after)s and {held}
order by {key} limit %(count)s;
