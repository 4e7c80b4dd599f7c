-- The parts of plans at some positions. No tables of its own.

-- name: parts
-- The rows of one read model of a plan's parts, at each of some positions.
select asked.position, {columns}
from unnest(%(positions)b::bigint[]) as asked (position)
join {table} on {table}."{key}" = %(plan)s and {held {table} at asked.position};

-- name: of_activities
-- The rows of one read model of what belongs to a plan's activities, at each of some positions.
select asked.position, {columns}
from unnest(%(positions)b::bigint[]) as asked (position)
join activity on activity.plan = %(plan)s and {held activity at asked.position}
join {table} on {table}.activity = activity.id and {held {table} at asked.position};

-- name: parts_now
-- The rows of one read model of a plan's parts as they stand.
select {columns} from {table} where "{key}" = %(plan)s and {held};

-- name: of_activities_now
-- The rows of one read model of what belongs to a plan's activities, as they stand.
select {columns} from activity
join {table} on {table}.activity = activity.id and {held {table}}
where activity.plan = %(plan)s and {held activity};

-- name: published
-- The positions at which some versions of a plan were published, by their numbers.
select number, since from plan_version
where plan = %(plan)s and number = any(%(numbers)b::integer[]) and {held};

-- name: events
-- The entries after one position, up to another, that concern each of some things: of events of some names only.
select asked.subject, log.position, log.at, log.entry
from unnest(%(subjects)b::uuid[]) as asked (subject)
cross join lateral (
    select position from audit where audit.subject = asked.subject and position > %(first)s and position <= %(last)s
    union all
    select position from log where stream = asked.subject and position > %(first)s and position <= %(last)s
) as places
join log using (position)
where exists (select from unnest(%(names)b::bytea[]) as name where position(name in log.entry) > 0)
order by position;
