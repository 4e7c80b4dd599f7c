-- name: events
-- The events of one stream, within a range of versions, from the oldest or from the newest on.
select stream, version, entry from log
where stream = %(stream)b and version > %(after)s and version <= %(last)s
order by version * %(direction)s
limit %(count)s;

-- name: snapshots
-- The snapshots of one stream, in the same way.
select stream, version, entry from snapshot
where stream = %(stream)b and version > %(after)s and version <= %(last)s
order by version * %(direction)s
limit %(count)s;

-- name: streams
-- All events of some streams, each stream's in order.
select stream, version, entry from log where stream = any(%(streams)b) order by stream, version;

-- name: entries
-- The record's entries between two positions, both included.
select position, entry from log
where position between %(first)s and %(last)s
order by position
limit %(count)s;

-- name: entries_of_topics
-- Those of some events only. `needles` find most others out without reading JSON: but any object in an entry may have a `type`.
select position, entry from log
where position between %(first)s and %(last)s
and case
    when exists (select from unnest(%(needles)b::bytea[]) as needle where position(needle in entry) > 0)
    then convert_from(entry, 'UTF8')::json #>> '{data,type}' = any(%(topics)s::text[])
end
order by position
limit %(count)s;

-- name: rows
-- Rows in the form of any other application, between two positions, both included.
select position, stream, version, entry from log
where position between %(first)s and %(last)s
order by position
limit %(count)s;

-- name: rows_of_topics
-- Those of some topics only.
select position, stream, version, entry from log
where position between %(first)s and %(last)s
and substring(entry for position('\x00'::bytea in entry) - 1) = any(%(topics)b::bytea[])
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

-- name: add_snapshot
-- Keeps a snapshot.
insert into snapshot (stream, version, entry) values (%(stream)b, %(version)s, %(entry)b);

-- name: track
-- Moves forward how far an application has been followed; never back.
insert into tracking values (%(application)s, %(notification)s)
on conflict (application) do update set notification = excluded.notification
where tracking.notification < excluded.notification;

-- name: tracked
-- How far an application has been followed.
select notification from tracking where application = %(application)s;
