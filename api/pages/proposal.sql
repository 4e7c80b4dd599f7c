-- What the page of one proposal shows.

-- name: proposal
-- One proposal as of a position, the consultation that it was made in, and the community that holds that.
select
    made.id, made.title, made.body, made.language, made.origin, made.reference, made.consultation, made.merged_into,
    held.title as held, community.name, community.time_zone
from proposal as made
join consultation as held
    on held.id = made.consultation and held.since <= %(position)s and %(position)s < held.until
join community
    on community.id = held.community and community.since <= %(position)s and %(position)s < community.until
where made.id = %(id)s and made.since <= %(position)s and %(position)s < made.until;

-- name: titles
-- What plans, challenges, projects, activities and meetings are called at a position: those of some ids.
select id, title from plan where id = any(%(ids)b::uuid[]) and since <= %(position)s and %(position)s < until
union all
select id, title from challenge where id = any(%(ids)b::uuid[]) and since <= %(position)s and %(position)s < until
union all
select id, title from project where id = any(%(ids)b::uuid[]) and since <= %(position)s and %(position)s < until
union all
select id, title from activity where id = any(%(ids)b::uuid[]) and since <= %(position)s and %(position)s < until
union all
select id, title from meeting where id = any(%(ids)b::uuid[]) and since <= %(position)s and %(position)s < until;
