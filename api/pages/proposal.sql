-- What the page of one proposal shows.

-- name: proposal
-- One proposal as of a position, the consultation that it was made in, and the community that holds that. What is hidden or
-- withdrawn now is shown as such at any moment: its words are not brought back.
select
    made.id, made.title, made.body, made.language, made.origin, made.reference, made.consultation, made.merged_into,
    made.moderation = 'hidden' or latest.moderation = 'hidden' as hidden,
    made.withdrawn or latest.withdrawn as withdrawn,
    held.title as held, community.name, community.time_zone
from proposal as made
join proposal as latest on latest.id = made.id and latest.until = 9223372036854775807
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
