-- How a follower of the log that leaves the database (the Kafka relay) finds its place and keeps it. Its table is the log's.

-- name: turn
-- Whether this connection is now the only follower of a name; it stays so until it ends.
select pg_try_advisory_lock(hashtext('sijill follower'), hashtext(%(name)s));

-- name: next
-- The position that a follower wants next (0 for one that has never been here), and that of the log's next entry.
select coalesce((select next from record.follower where name = %(name)s), 0), (select next from record.head);

-- name: entries
-- Entries of the log from a position on.
select position, entry from record.log where position >= %(next)s order by position limit %(count)s;

-- name: move
-- Moves a follower's place, if nobody else has moved it.
insert into record.follower as known (name, next) values (%(name)s, %(next)s)
on conflict (name) do update set next = excluded.next where known.next = %(was)s;
