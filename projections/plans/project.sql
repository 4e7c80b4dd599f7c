-- Projects of plans, from position `since` to just before `until`.
create table project (
    id             uuid,
    plan           uuid not null,
    axis           uuid not null,
    title          jsonb not null,
    description    jsonb not null,
    principles     text[] not null,
    challenges     uuid[] not null,
    partners       uuid[] not null,
    taken_from     jsonb,
    taken_up       jsonb not null,
    place          integer not null,
    removed        boolean not null,
    removal_reason jsonb,
    since          bigint,
    until          bigint not null,
    primary key (id, since)
);
create index project_open on project (id) where until = 9223372036854775807;
create index project_of_plan on project (plan, since);
create index project_of_axis on project (axis, since);
create index project_partners on project using gin (partners);
create index project_challenges on project using gin (challenges);

-- list: page
-- The projects of plans, in their order: all, or those tagged with a principle.
select id, since, place::bigint as sort
from project
where plan = asked.parent and not removed
and (%(principle)s::text is null or %(principle)s = any(principles))
and since <= %(position)s and %(position)s < until;

-- list: of_axis
-- The projects of axes, in their order.
select id, since, place::bigint as sort
from project
where axis = asked.parent and not removed
and since <= %(position)s and %(position)s < until;

-- list: of_challenge
-- The projects that answer to challenges, in their order.
select id, since, place::bigint as sort
from project
where challenges @> array[asked.parent] and not removed
and since <= %(position)s and %(position)s < until;

-- list: shared_with
-- The projects that communities carry as partners of others, those that were defined last first.
select id, since, -since as sort
from project
where partners @> array[asked.parent] and not removed
and since <= %(position)s and %(position)s < until;
