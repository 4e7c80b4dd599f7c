-- Beside the form of the log: how far a process has come with another application's notifications.
create table tracking (
    application  text primary key,
    notification bigint not null
);

-- name: events
-- The events of one stream, within a range of versions, from the oldest or from the newest on.
select version, entry from log
where stream = %(stream)b and version > %(after)s and version <= %(last)s
order by version * %(direction)s
limit %(count)s;

-- name: notifications
-- Entries from a position on; those of some topics only, if any are given.
select position, stream, version, entry from log
where position between %(first)s and %(last)s
and (%(topics)b::bytea[] = '{}' or substring(entry for position('\x00'::bytea in entry) - 1) = any(%(topics)b::bytea[]))
order by position
limit %(count)s;

-- name: last_position
-- The position of the last entry; none in an empty log.
select nullif(next, 0) - 1 from head;

-- name: moved
-- Whether any of some streams is no longer at the version that it had.
select exists (
    select from unnest(%(streams)b::uuid[], %(versions)b::integer[]) as seen (stream, version)
    left join lateral (
        select log.version from log where log.stream = seen.stream order by log.version desc limit 1
    ) as last on true
    where case when last.version is null then seen.version > 0 else seen.version <> last.version end
);

-- name: track
-- Moves forward how far an application has been followed; never back.
insert into tracking values (%(application)s, %(notification)s)
on conflict (application) do update set notification = excluded.notification
where tracking.notification < excluded.notification;

-- name: tracked
-- How far an application has been followed.
select notification from tracking where application = %(application)s;
