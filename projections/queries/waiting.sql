-- Pending items. No tables of its own: they are computed from the read models.

-- name: waiting
-- Everything but proposals and sessions that waited at a position for somebody to answer, deliver, approve or report: of one community or of
-- all, about one plan or any. `start` is when its clock began, `due` what was said of its end; else the rules say, and for an activity
-- its days. With each the community's jurisdiction, kind and time zone.
with adopted as materialized (
    select plan.id, plan_version.since as published, (adoption ->> 'at')::timestamptz as at
    from plan
    cross join lateral jsonb_array_elements(plan.adoptions) as adoption
    join plan_version on plan_version.plan = plan.id and plan_version.number = (adoption ->> 'number')::integer
    where %(kinds)b::text[] && array['activity_report', 'activity_completion']
    and (%(community)s::uuid is null or plan.community = %(community)s)
    and (%(plan)s::uuid is null or plan.id = %(plan)s)
    and plan.adopted_number is not null and not plan.closed
    and {held plan}
),
running as materialized (
    -- An activity is promised by the first adoption of a version that was published after it was planned.
    select
        activity.id, activity.community, activity.plan, activity.body, activity.reported, activity.starts, activity.ends,
        min(adopted.at) as promised
    from adopted
    join activity on activity.plan = adopted.id
    cross join lateral (
        select min(first.since) as since from activity as first where first.id = activity.id
    ) as planned
    where planned.since < adopted.published
    and {held activity}
    and {unfinished}
    group by
        activity.id, activity.community, activity.plan, activity.body, activity.reported, activity.starts, activity.ends,
        activity.since
),
waits as (
    select
        case when delivered_at is null then 'opinion_delivery' else 'opinion_answer' end as kind, id as thing, community, plan,
        case when delivered_at is null then 'advisory' else 'focal_point' end as role, community as held_in, body,
        coalesce(delivered_at, requested_at) as start, null::date as first_day, null::date as last_day,
        case when delivered_at is null then due end as due, case when delivered_at is null then rule end as rule
    from opinion
    where case when delivered_at is null then 'opinion_delivery' else 'opinion_answer' end = any(%(kinds)b::text[])
    and (%(community)s::uuid is null or community = %(community)s)
    and (%(plan)s::uuid is null or plan = %(plan)s)
    and {held}
    and answered_at is null
    union all
    select 'approval', id, community, plan, role, holder_of, null, requested_at, null, null, due, rule
    from approval
    where 'approval' = any(%(kinds)b::text[])
    and (%(community)s::uuid is null or community = %(community)s)
    and (%(plan)s::uuid is null or plan = %(plan)s)
    and {held}
    and decision is null
    union all
    select
        asked.kind, id, community, plan, 'focal_point', community, body,
        asked.start, asked.first_day, asked.last_day, null, null
    from running cross join lateral (
        values
        ('activity_report', coalesce(reported, promised), starts, null::date),
        ('activity_completion', promised, null::date, ends)
    ) as asked (kind, start, first_day, last_day)
    where asked.kind = any(%(kinds)b::text[])
    union all
    select 'membership_answer', id, community, null, 'network', network, null, applied_at, null, null, null, null
    from membership
    where 'membership_answer' = any(%(kinds)b::text[])
    and (%(community)s::uuid is null or community = %(community)s)
    and %(plan)s::uuid is null
    and {held}
    and standing = 'applied'
    union all
    select 'partnership_answer', id, partner, plan, 'focal_point', partner, null, requested_at, null, null, null, null
    from partnership
    where 'partnership_answer' = any(%(kinds)b::text[])
    and (%(community)s::uuid is null or partner = %(community)s)
    and (%(plan)s::uuid is null or plan = %(plan)s)
    and {held}
    and standing = 'requested'
)
select
    waits.kind, thing, waits.community, plan, role, held_in, body, start, first_day, last_day, due, rule,
    jurisdiction, community.kind, time_zone
from waits
join community on community.id = waits.community
    and {held community}
where (%(role)s::text is null or role = %(role)s)
and (%(held_in)s::uuid is null or held_in = %(held_in)s);

-- part: unanswered
-- Whether a proposal waits for its answer.
proposal.answer is null and not proposal.withdrawn and proposal.merged_into is null and proposal.moderation <> 'hidden'
and {held proposal}

-- part: consulted
-- The consultations whose proposals are answered.
consulted as materialized (
    select consultation.id, consultation.community, consultation.plan, jurisdiction, community.kind, time_zone
    from consultation
    join community on community.id = consultation.community
        and {held community}
    where (%(community)s::uuid is null or consultation.community = %(community)s)
    and (%(plan)s::uuid is null or consultation.plan = %(plan)s)
    and consultation.source_system is null
    and {held consultation}
)

-- name: unanswered
-- The stored number of proposals pending at a position.
with {consulted}
select coalesce(sum(kept.number), 0)::bigint
from consulted cross join lateral (
    select number from listed
    where list = 'proposal.unanswered' and parent = consulted.id and since <= %(position)s
    order by since desc limit 1
) as kept;

-- name: days
-- The days of each consultation, as they are there, on which proposals came that waited for their answer at a position: when the
-- first of them came, and when the day ended. Only the first of each day is looked at. With each the community, the plan, and
-- the community's jurisdiction, kind and time zone.
with recursive {consulted},
day as (
    select consulted.id, time_zone, earliest.occurred_at as start
    from consulted cross join lateral (
        select occurred_at from proposal
        where proposal.consultation = consulted.id and {unanswered}
        order by occurred_at limit 1
    ) as earliest
    union all
    select day.id, time_zone, following.occurred_at
    from day cross join lateral (
        select occurred_at from proposal
        where proposal.consultation = day.id and {unanswered}
        and occurred_at >= ((day.start at time zone time_zone)::date + 1)::timestamp at time zone time_zone
        order by occurred_at limit 1
    ) as following
)
select
    consulted.id, community, plan, jurisdiction, kind, consulted.time_zone, start,
    ((start at time zone consulted.time_zone)::date + 1)::timestamp at time zone consulted.time_zone
from day join consulted using (id);

-- name: number
-- How many proposals came in some consultations from one moment to another that waited for their answer.
select coalesce(sum(counted.number), 0)::bigint
from unnest(%(consultations)b::uuid[], %(starts)b::timestamptz[], %(ends)b::timestamptz[]) as asked (consultation, start, ends)
cross join lateral (
    select count(*) as number from proposal
    where proposal.consultation = asked.consultation and {unanswered}
    and occurred_at >= asked.start and occurred_at < asked.ends
) as counted;

-- name: proposals
-- The first proposals, in the order in which they came, that waited for their answer in some consultations: those that came
-- after a moment (and, at that moment, have a greater id) and before another. With each its place among what is asked for.
select asked.place, proposal.id, proposal.occurred_at
from unnest(
    %(consultations)b::uuid[], %(after)b::timestamptz[], %(after_ids)b::uuid[], %(before)b::timestamptz[], %(before_ids)b::uuid[]
) with ordinality as asked (consultation, after, after_id, before, before_id, place)
cross join lateral (
    select id, occurred_at from proposal
    where proposal.consultation = asked.consultation and {unanswered}
    and (occurred_at, id) > (asked.after, asked.after_id) and (occurred_at, id) < (asked.before, asked.before_id)
    order by occurred_at {direction}, id {direction}
    limit {count}
) as proposal;
