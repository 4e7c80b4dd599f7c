-- The position of the read models. No tables of its own.

-- name: reached
-- The last position that all read models have taken in (-1: none), the rebuild that they stem from, and the last position
-- at which words were hidden, withdrawn or shown again.
select
    coalesce((select min(next) - 1 from read_model), -1),
    'read_model'::regclass::oid::bigint,
    coalesce(greatest(
        (select max(case when {open} then since else until end) from proposal where {hides}),
        (select max(case when {open} then since else until end) from comment where {hides})
    ), -1);

-- name: position_at
-- The last position whose log time is not after an instant; -1 before the first.
select coalesce(position_at(%(instant)s), -1);

-- name: log_time
-- The log time of a position.
select at from log where position = %(position)s;

-- name: beginning
-- The position and the log time at which a thing of one kind first stood in the record, and when it began by the facts.
select first.position, log.at, first.fact
from (
    select
        min(since) as position, min(fact_since) filter (where fact_since < fact_until) as fact
    from {table} where {key} = %(id)b
) as first join log using (position);

-- name: time_zone_of
-- The time zone of the community that a thing is of, or that it is.
select community.time_zone
from (
    select (convert_from(entry, 'UTF8')::json ->> 'community')::uuid as community
    from log where stream = %(thing)s and version = 1
) as thing
join community on community.id = thing.community and {open community};

-- name: last
-- The last position of the log, whether read models have taken it in or not.
select next - 1 from head;

-- name: last_time
-- The log time of the last entry; null while the log is empty.
select case when isfinite(at) then at end from head;
