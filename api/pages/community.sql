-- What the page of one community shows.

-- name: community
-- One community as of a position, and the one that it belongs to.
select held.id, held.code, held.name, held.kind, held.time_zone, held.population, parent.code as parent_code, parent.name as parent
from community as held
left join community as parent
    on parent.id = held.parent and parent.since <= %(position)s and %(position)s < parent.until
where held.id = %(id)s and held.since <= %(position)s and %(position)s < held.until;

-- name: plans
-- Its plans as of a position, those that start last first.
select id, title, starts, ends, stage, closed, adopted_number is not null as adopted
from plan
where community = %(id)s and since <= %(position)s and %(position)s < until
order by starts desc, id
limit %(count)s;

-- name: bodies
-- Its bodies as of a position, with how many sit in each on the day of that moment.
select
    body.id, body.name, body.kind, body.seats, body.dissolved_on is not null as dissolved,
    (
        select count(*) from seat
        where seat.body = body.id and seat.since <= %(position)s and %(position)s < seat.until and seat.left_on is null
    ) as members
from body
where body.community = %(id)s and body.since <= %(position)s and %(position)s < body.until
order by body.dissolved_on is not null, body.kind, body.id
limit %(count)s;

-- name: sittings
-- Its sessions and its meetings as of a position, the latest first.
select id, 'session' as what, kind, title, starts, stage as state from session
where community = %(id)s and since <= %(position)s and %(position)s < until
union all
select id, 'meeting', kind, title, starts, case when cancelled then 'cancelled' when held then 'held' else 'planned' end
from meeting
where community = %(id)s and since <= %(position)s and %(position)s < until
order by starts desc, id
limit %(count)s;

-- name: consultations
-- Its consultations as of a position, those that open last first.
select id, title, opens, closes, closed, source_system from consultation
where community = %(id)s and since <= %(position)s and %(position)s < until
order by opens desc, id
limit %(count)s;
