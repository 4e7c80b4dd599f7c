-- The decision history of plans: where in the log everything stands that concerns one. No tables of its own.

-- part: streams
-- What belongs to a plan beside what the audit index has under it: whatever was begun about it, the sessions in which that was
-- deliberated on, the proposals that it has taken up, and all that were made about it, whatever they were answered.
with streams as (
    select asked.subject as stream
    union
    select id from referral
    where plan = asked.subject and {held}
    union
    select resolution.session from referral
    join resolution using (id)
    where referral.plan = asked.subject and {held referral}
    and {held resolution}
    union
    select id from proposal
    where plan = asked.subject and {held}
    union
    select proposal.id from referral
    join proposal on proposal.consultation = referral.id
    where referral.plan = asked.subject and {held referral}
    and {held proposal}
)

-- part: wanted
    where {happened} and (%(names)b::bytea[] is null or exists (
        select from unnest(%(names)b::bytea[]) as name where position(name in log.entry) > 0
    ))

-- name: trails
-- The entries that concern each of some plans, from a position up to another, the oldest first; of events of some names only.
select asked.subject, found.position, found.at, found.entry
from unnest(%(subjects)b::uuid[]) as asked (subject)
cross join lateral (
    {streams},
    places as (
        (
            select position from audit
            where audit.subject = asked.subject and position between %(first)s and %(last)s
            order by position limit case when {by_position} and %(names)b::bytea[] is null then %(count)s::bigint end
        )
        union
        select own.position from streams
        cross join lateral (
            select position from log
            where log.stream = streams.stream and position between %(first)s and %(last)s
            order by version limit case when {by_position} and %(names)b::bytea[] is null then %(count)s::bigint end
        ) as own
    )
    select log.position, log.at, log.entry from places
    join log using (position)
    {wanted}
    order by position
    limit %(count)s
) as found
order by asked.subject, found.position;

-- name: trails_back
-- The same, the newest first.
select asked.subject, found.position, found.at, found.entry
from unnest(%(subjects)b::uuid[]) as asked (subject)
cross join lateral (
    {streams},
    places as (
        (
            select position from audit
            where audit.subject = asked.subject and position between %(first)s and %(last)s
            order by position desc limit case when {by_position} and %(names)b::bytea[] is null then %(count)s::bigint end
        )
        union
        select own.position from streams
        cross join lateral (
            select position from log
            where log.stream = streams.stream and position between %(first)s and %(last)s
            order by version desc limit case when {by_position} and %(names)b::bytea[] is null then %(count)s::bigint end
        ) as own
    )
    select log.position, log.at, log.entry from places
    join log using (position)
    {wanted}
    order by position desc
    limit %(count)s
) as found
order by asked.subject, found.position desc;

-- name: lengths
-- The number of entries about each of some plans, up to a position.
select asked.subject, found.number
from unnest(%(subjects)b::uuid[]) as asked (subject)
cross join lateral (
    {streams}
    select count(*) as number from (
        select position from audit where audit.subject = asked.subject and position <= %(last)s
        union
        select log.position from streams join log on log.stream = streams.stream and log.position <= %(last)s
    ) as places
) as found;

-- name: lengths_of_some
-- How many of the newest `most` entries of each of some plans, up to a position, are of events of some names.
select asked.subject, counted.number
from unnest(%(subjects)b::uuid[]) as asked (subject)
cross join lateral (
    {streams},
    newest as (
        select position from (
            (
                select position from audit where audit.subject = asked.subject and position <= %(last)s
                order by position desc limit %(most)s
            )
            union
            select own.position from streams
            cross join lateral (
                select position from log
                where log.stream = streams.stream and position <= %(last)s
                order by version desc limit %(most)s
            ) as own
        ) as places
        order by position desc
        limit %(most)s
    )
    select
        count(*) filter (
            where {happened}
            and exists (select from unnest(%(names)b::bytea[]) as name where position(name in log.entry) > 0)
        ) as number
    from newest
    join log using (position)
) as counted;

-- name: titles
-- What some things are called that have an official name, at a position. Plans and activities have many rows each: of these only
-- the one that held is looked up.
select held.id, held.title from unnest(%(ids)b::uuid[]) as asked (id)
cross join lateral (
    select id, title, until from plan
    where plan.id = asked.id and plan.since <= %(position)s order by plan.since desc limit 1
) as held
where %(position)s < held.until
union all
select held.id, held.title from unnest(%(ids)b::uuid[]) as asked (id)
cross join lateral (
    select id, title, until from activity
    where activity.id = asked.id and activity.since <= %(position)s order by activity.since desc limit 1
) as held
where %(position)s < held.until
union all
select id, title from axis where id = any(%(ids)b) and {held}
union all
select id, title from challenge where id = any(%(ids)b) and {held}
union all
select id, title from project where id = any(%(ids)b) and {held}
union all
select id, title from consultation where id = any(%(ids)b) and {held}
union all
select id, title from meeting where id = any(%(ids)b) and {held}
union all
select id, title from session where id = any(%(ids)b) and {held}
union all
select id, title from resolution where id = any(%(ids)b) and {held}
union all
select id, name from body where id = any(%(ids)b) and {held}
union all
select id, name from organisation where id = any(%(ids)b) and {held}
union all
select id, name from community where id = any(%(ids)b) and {held};
