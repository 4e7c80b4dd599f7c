-- Activities.
create index activity_of_plan on activity (plan, until, since);
create index activity_of_project on activity (project, until, since);
create index activity_of_community on activity (community, since);
create index activity_unfinished on activity (ends)
    where {open} and not removed and carried_to is null and status not in ('completed', 'cancelled');

-- part: unfinished
-- Whether something is still to be done about `activity`, as `finished` in domain/plans/overdue.py has it.
not activity.removed and activity.carried_to is null and activity.status not in ('completed', 'cancelled')

-- part: promised
-- Whether the version of `plan` that was adopted or attested has `activity`, and the plan is carried out. Only the row that held
-- then is looked up, however many the activity has.
not plan.closed and exists (
    select from plan_version
    cross join lateral (
        select removed, until from activity as promised
        where promised.id = activity.id and promised.since <= plan_version.since
        order by promised.since desc limit 1
    ) as promised
    where plan_version.plan = plan.id and plan_version.number = plan.adopted_number
    and plan_version.since < promised.until and not promised.removed
)

-- part: overdue
-- Whether `activity` of `plan` is overdue at a moment where `community` is, as `days_overdue` in domain/plans/overdue.py has it.
{unfinished}
and activity.ends < (%(moment)s::timestamptz at time zone community.time_zone)::date
and {promised}

-- filter: statuses
activity.status = any(%(statuses)b::text[])

-- filter: body
activity.body = %(body)s

-- filter: overdue
-- Those that are overdue at a moment, or those that are not.
%(overdue)s = exists (
    select from plan cross join community
    where plan.id = activity.plan and {held plan}
    and community.id = activity.community and {held community}
    and {overdue}
)

-- list: of_plan by starts - date '1970-01-01'
-- The activities of plans, those first that begin first. What was removed is found by its id only, in all lists.
plan = asked.parent and not removed

-- list: of_project by starts - date '1970-01-01'
-- The activities of projects, those first that begin first.
project = asked.parent and not removed

-- list: of_community counted by ends - date '1970-01-01'
-- The activities of communities, those first that end first.
community = asked.parent and not removed

-- list: all counted by ends - date '1970-01-01'
-- The activities of all communities, in the same order.
not removed

-- name: promised
-- Which of some activities stand in the version of their plan that was adopted or attested, and are to be carried out.
-- Of each only the row that held is looked up, however many it has.
select asked.id from unnest(%(activities)b::uuid[]) as asked (id)
cross join lateral (
    select id, plan, until, fact_until from activity
    where activity.id = asked.id and activity.since <= %(position)s order by activity.since desc limit 1
) as activity
cross join lateral (
    select id, adopted_number, closed, until, fact_until from plan
    where plan.id = activity.plan and plan.since <= %(position)s order by plan.since desc limit 1
) as plan
where %(position)s < activity.until and %(position)s < plan.until and {promised};

-- name: late
-- Activities that are overdue, and that nobody was reminded of since their last day.
select activity.plan, activity.id from activity
join community on community.id = activity.community and {open community}
join plan on plan.id = activity.plan and {open plan}
where {open activity} and {overdue}
and activity.reminded is distinct from activity.ends
order by activity.ends, activity.id
limit %(most)s;
