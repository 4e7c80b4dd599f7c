-- Whether this process can serve.

-- name: standing
-- The next position of the log, and that of the read model that is furthest behind.
select next, (select min(next) from views.read_model) from record.head;
