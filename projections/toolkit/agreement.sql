-- Checks that the log, its head and the read models of a schema fit each other. No tables of its own.

-- name: ends
-- The next position by the head, and by the last entry near it (null if there is none).
select next, (select max(position) + 1 from log where position >= head.next - 1) from head;

-- name: astray
-- A read model that is ahead of the log, or whose last entry differs from the log's entry at that position.
select min(name), read_model.next
from (select distinct on (next, last) name, next, last from read_model order by next, last, name) as read_model
cross join head
left join log on log.position = read_model.next - 1
where read_model.next > head.next
or (read_model.next > 0 and read_model.last is not null and read_model.last is distinct from sha256(log.entry))
group by read_model.next order by read_model.next desc limit 1;
