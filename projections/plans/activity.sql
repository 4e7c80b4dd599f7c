-- Activities, from position `since` to just before `until`.
create table activity (
    id                  uuid,
    plan                uuid not null,
    community           uuid not null,
    project             uuid not null,
    title               jsonb not null,
    description         jsonb not null,
    responsible         jsonb not null,
    body                uuid,
    starts              date not null,
    ends                date not null,
    planned_starts      date not null,
    planned_ends        date not null,
    rescheduled         integer not null,
    reschedule_reason   jsonb,
    budget              bigint,
    budget_currency     text,
    budget_source       jsonb,
    spent               bigint,
    spent_currency      text,
    spent_on            date,
    status              text not null,
    status_reason       jsonb,
    progress            integer not null,
    progress_note       jsonb,
    reported            timestamptz,
    completion          text,
    completion_rule     jsonb,
    completion_assessor jsonb,
    completion_evidence text[] not null,
    completion_reasons  jsonb,
    assessed            timestamptz,
    carried_from        uuid,
    carried_to          uuid,
    reminded            date,
    removed             boolean not null,
    removal_reason      jsonb,
    version             integer not null,
    since               bigint,
    until               bigint not null,
    primary key (id, since)
);
create index activity_open on activity (id) where until = 9223372036854775807;
create index activity_of_plan on activity (plan, until, since);
create index activity_of_project on activity (project, until, since);
create index activity_of_community on activity (community, since);
create index activity_unfinished on activity (ends)
    where until = 9223372036854775807 and not removed and carried_to is null and status not in ('completed', 'cancelled');

-- part: asked_for
-- Of a status, of a body, overdue or not: as far as it is asked for. What was removed is found by its id only.
not activity.removed
and (%(statuses)b::text[] is null or activity.status = any(%(statuses)b::text[]))
and (%(body)s::uuid is null or activity.body = %(body)s)
and (
    %(overdue)s::boolean is null
    or %(overdue)s = (
        activity.carried_to is null and activity.status not in ('completed', 'cancelled')
        and activity.ends < (
            select (%(moment)s::timestamptz at time zone community.time_zone)::date from community
            where community.id = activity.community
            and community.since <= %(position)s and %(position)s < community.until
        )
        and exists (
            select 1 from plan
            join plan_version on plan_version.plan = plan.id and plan_version.number = plan.adopted_number
            join activity as promised on promised.id = activity.id
                and promised.since <= plan_version.since and plan_version.since < promised.until and not promised.removed
            where plan.id = activity.plan and not plan.closed
            and plan.since <= %(position)s and %(position)s < plan.until
        )
    )
)
and activity.since <= %(position)s and %(position)s < activity.until

-- list: of_plan
-- The activities of plans, those first that begin first.
select id, since, (starts - date '1970-01-01')::bigint as sort from activity
where plan = asked.parent and {asked_for};

-- list: of_project
-- The activities of projects, those first that begin first.
select id, since, (starts - date '1970-01-01')::bigint as sort from activity
where project = asked.parent and {asked_for};

-- list: of_community
-- The activities of communities (of all for a parent that is null), those first that end first.
select id, since, (ends - date '1970-01-01')::bigint as sort from activity
where (asked.parent is null or community = asked.parent) and {asked_for};

-- name: promised
-- Which of some activities stand in the version of their plan that was adopted or attested, and are to be carried out.
-- Of each only the row that held is looked up, however many it has.
select asked.id from unnest(%(activities)b::uuid[]) as asked (id)
cross join lateral (
    select plan, until from activity
    where activity.id = asked.id and activity.since <= %(position)s order by activity.since desc limit 1
) as activity
cross join lateral (
    select id, adopted_number, closed, until from plan
    where plan.id = activity.plan and plan.since <= %(position)s order by plan.since desc limit 1
) as plan
join plan_version on plan_version.plan = plan.id and plan_version.number = plan.adopted_number
cross join lateral (
    select removed, until from activity as promised
    where promised.id = asked.id and promised.since <= plan_version.since order by promised.since desc limit 1
) as promised
where %(position)s < activity.until and %(position)s < plan.until and not plan.closed
and plan_version.since < promised.until and not promised.removed;

-- name: late
-- Activities of open plans whose last day has passed where they are, and that nobody was reminded of since.
select activity.plan, activity.id from activity
join community on community.id = activity.community and community.until = 9223372036854775807
join plan on plan.id = activity.plan and plan.until = 9223372036854775807 and not plan.closed
join plan_version on plan_version.plan = plan.id and plan_version.number = plan.adopted_number
join activity as promised on promised.id = activity.id
    and promised.since <= plan_version.since and plan_version.since < promised.until and not promised.removed
where activity.until = 9223372036854775807 and not activity.removed and activity.carried_to is null
and activity.status not in ('completed', 'cancelled')
and activity.ends < (%(now)s::timestamptz at time zone community.time_zone)::date
and activity.reminded is distinct from activity.ends
order by activity.ends, activity.id
limit %(most)s;
