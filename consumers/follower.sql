-- How a follower of the log that leaves the database (the Kafka relay) finds its place and keeps it. Its table is the log's.

-- name: next
-- The position that a follower wants next (0 for one that has never been here), and that of the log's next entry.
select coalesce((select next from record.follower where name = %(name)s), 0), (select next from record.head);

-- name: move
-- Moves a follower's place, if nobody else has moved it.
insert into record.follower as known (name, next) values (%(name)s, %(next)s)
on conflict (name) do update set next = excluded.next where known.next = %(was)s;
