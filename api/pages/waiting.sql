-- What things that wait are called. No tables of its own.

-- name: names
-- The names of some communities (with their time zones), bodies and plans, and of what waits: an activity by its title, a partnership by its project's, an
-- opinion by its question, a proposal by the consultation that it was made in.
select 'community' as what, id, name, time_zone from community
where id = any(%(communities)b::uuid[]) and since <= %(position)s and %(position)s < until
union all
select 'body', id, name, null from body
where id = any(%(bodies)b::uuid[]) and since <= %(position)s and %(position)s < until
union all
select 'plan', id, title, null from plan
where id = any(%(plans)b::uuid[]) and since <= %(position)s and %(position)s < until
union all
select 'thing', id, title, null from activity
where id = any(%(things)b::uuid[]) and since <= %(position)s and %(position)s < until
union all
select 'thing', partnership.id, project.title, null
from partnership join project on project.id = partnership.project
where partnership.id = any(%(things)b::uuid[])
and partnership.since <= %(position)s and %(position)s < partnership.until
and project.since <= %(position)s and %(position)s < project.until
union all
select 'thing', id, question, null from opinion
where id = any(%(things)b::uuid[]) and since <= %(position)s and %(position)s < until
union all
select 'thing', proposal.id, consultation.title, null
from proposal join consultation on consultation.id = proposal.consultation
where proposal.id = any(%(things)b::uuid[])
and proposal.since <= %(position)s and %(position)s < proposal.until
and consultation.since <= %(position)s and %(position)s < consultation.until;
