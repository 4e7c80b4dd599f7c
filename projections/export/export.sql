-- What an export takes of each read model, a page at a time. No tables of its own.

-- name: page
-- The next rows that held at a position, by their keys.
select {columns}, since from {table}
where {key} > %(after)s and since <= %(position)s and %(position)s < until
order by {key} limit %(count)s;

-- name: standing
-- Which of some things show no words now, and why: moderation hides them, or their author has withdrawn them.
select {key}, case when moderation = 'hidden' then 'hidden' else 'withdrawn' end from {table}
where {key} = any(%(ids)b) and until = 9223372036854775807 and (moderation = 'hidden' or withdrawn);
