-- Where in the log everything stands that concerns a subject, beyond its own stream.
create table audit (
    subject  uuid not null,
    position bigint not null,
    primary key (subject, position)
);

-- name: trails
-- The entries that concern each of some subjects, from a position up to another, the oldest first; of events of some names only,
-- each as it stands in an entry, `"type":"…"`. By the facts, and by names, every entry of a subject is looked at.
select /* planned each time */ asked.subject, log.position, log.at, log.entry
from unnest(%(subjects)b::uuid[]) as asked (subject)
cross join lateral (
    select log.position, log.at, log.entry
    from (
        (
            select position from audit
            where audit.subject = asked.subject and position between %(first)s and %(last)s
            order by position limit case when {by_position} and %(names)b::bytea[] is null then %(count)s::bigint end
        )
        union all
        select position from log where stream = asked.subject and position between %(first)s and %(last)s
    ) as found
    join log using (position)
    where {happened} and (%(names)b::bytea[] is null or exists (
        select from unnest(%(names)b::bytea[]) as name where position(name in log.entry) > 0
    ))
    order by position
    limit %(count)s
) as log
order by asked.subject, log.position;

-- name: trails_back
-- The same, the newest first.
select /* planned each time */ asked.subject, log.position, log.at, log.entry
from unnest(%(subjects)b::uuid[]) as asked (subject)
cross join lateral (
    select log.position, log.at, log.entry
    from (
        (
            select position from audit
            where audit.subject = asked.subject and position between %(first)s and %(last)s
            order by position desc limit case when {by_position} and %(names)b::bytea[] is null then %(count)s::bigint end
        )
        union all
        select position from log where stream = asked.subject and position between %(first)s and %(last)s
    ) as found
    join log using (position)
    where {happened} and (%(names)b::bytea[] is null or exists (
        select from unnest(%(names)b::bytea[]) as name where position(name in log.entry) > 0
    ))
    order by position desc
    limit %(count)s
) as log
order by asked.subject, log.position desc;

-- name: lengths
-- How many entries concern each of some subjects, up to a position.
select
    asked.subject,
    (select count(*) from audit where audit.subject = asked.subject and position <= %(last)s)
    + (select count(*) from log where stream = asked.subject and position <= %(last)s)
from unnest(%(subjects)b::uuid[]) as asked (subject);

-- name: lengths_of_some
-- How many of the newest `most` entries of each of some subjects, up to a position, are of events of some names.
select /* planned each time */ asked.subject, counted.number
from unnest(%(subjects)b::uuid[]) as asked (subject)
cross join lateral (
    select
        count(*) filter (
            where {happened}
            and exists (select from unnest(%(names)b::bytea[]) as name where position(name in log.entry) > 0)
        ) as number
    from (
        select position from (
            (
                select position from audit where audit.subject = asked.subject and position <= %(last)s
                order by position desc limit %(most)s
            )
            union all
            (
                select position from log where stream = asked.subject and position <= %(last)s
                order by version desc limit %(most)s
            )
        ) as places
        order by position desc
        limit %(most)s
    ) as newest
    join log using (position)
) as counted;

-- name: set_by
-- The events that are at some versions of some streams.
select stream, version, entry from log
join unnest(%(streams)b::uuid[], %(versions)b::integer[]) as asked (stream, version) using (stream, version);
