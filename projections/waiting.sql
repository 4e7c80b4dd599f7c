-- What waits. No tables of its own: it follows from how things stand.

-- name: waiting
-- Everything that waited at a position for somebody to answer, deliver, approve or report: of one community or of all, about
-- one plan or any. `start` is when its clock began, `due` what was said of its end; else the rules say, and for an activity
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
    and plan.since <= %(position)s and %(position)s < plan.until
),
running as materialized (
    -- An activity is promised by the first adoption of a version that was published after it was planned.
    select activity.*, min(adopted.at) as promised
    from adopted
    join activity on activity.plan = adopted.id
    cross join lateral (
        select min(first.since) as since from activity as first where first.id = activity.id
    ) as planned
    where planned.since < adopted.published
    and activity.since <= %(position)s and %(position)s < activity.until
    and activity.status not in ('completed', 'cancelled') and activity.carried_to is null and not activity.removed
    group by activity.id, activity.since
),
waits as (
    select
        'proposal_answer' as kind, proposal.id as thing, consultation.community, consultation.plan,
        'focal_point' as role, consultation.community as held_in, null::uuid as body,
        proposal.occurred_at as start, null::date as first_day, null::date as last_day,
        null::timestamptz as due, null::jsonb as rule
    from consultation join proposal on proposal.consultation = consultation.id
    where 'proposal_answer' = any(%(kinds)b::text[])
    and (%(community)s::uuid is null or consultation.community = %(community)s)
    and (%(plan)s::uuid is null or consultation.plan = %(plan)s)
    and consultation.source_system is null
    and consultation.since <= %(position)s and %(position)s < consultation.until
    and proposal.since <= %(position)s and %(position)s < proposal.until
    and proposal.answer is null and not proposal.withdrawn and proposal.merged_into is null
    and proposal.moderation <> 'hidden'
    union all
    select
        case when delivered_at is null then 'opinion_delivery' else 'opinion_answer' end, id, community, plan,
        case when delivered_at is null then 'advisory' else 'focal_point' end, community, body,
        coalesce(delivered_at, requested_at), null, null,
        case when delivered_at is null then due end, case when delivered_at is null then rule end
    from opinion
    where case when delivered_at is null then 'opinion_delivery' else 'opinion_answer' end = any(%(kinds)b::text[])
    and (%(community)s::uuid is null or community = %(community)s)
    and (%(plan)s::uuid is null or plan = %(plan)s)
    and since <= %(position)s and %(position)s < until
    and answered_at is null
    union all
    select 'approval', id, community, plan, role, holder_of, null, requested_at, null, null, due, rule
    from approval
    where 'approval' = any(%(kinds)b::text[])
    and (%(community)s::uuid is null or community = %(community)s)
    and (%(plan)s::uuid is null or plan = %(plan)s)
    and since <= %(position)s and %(position)s < until
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
    and since <= %(position)s and %(position)s < until
    and standing = 'applied'
)
select
    waits.kind, thing, waits.community, plan, role, held_in, body, start, first_day, last_day, due, rule,
    jurisdiction, community.kind, time_zone
from waits
join community on community.id = waits.community
    and community.since <= %(position)s and %(position)s < community.until
where (%(role)s::text is null or role = %(role)s)
and (%(held_in)s::uuid is null or held_in = %(held_in)s);
