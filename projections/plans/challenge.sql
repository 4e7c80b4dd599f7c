-- Challenges in the axes of plans, from position `since` to just before `until`.
create table challenge (
    id             uuid,
    plan           uuid not null,
    axis           uuid not null,
    title          jsonb not null,
    description    jsonb not null,
    place          integer not null,
    removed        boolean not null,
    removal_reason jsonb,
    since          bigint,
    until          bigint not null,
    primary key (id, since)
);
create index challenge_open on challenge (id) where until = 9223372036854775807;
create index challenge_of_plan on challenge (plan, since);
create index challenge_of_axis on challenge (axis, since);

-- list: page
-- The challenges of plans, in their order.
select id, since, place::bigint as sort
from challenge
where plan = asked.parent and not removed
and since <= %(position)s and %(position)s < until;

-- list: of_axis
-- The challenges of axes, in their order.
select id, since, place::bigint as sort
from challenge
where axis = asked.parent and not removed
and since <= %(position)s and %(position)s < until;
