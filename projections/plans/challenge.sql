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

-- list: page by place
-- The challenges of plans, in their order.
plan = asked.parent and not removed

-- list: of_axis by place
-- The challenges of axes, in their order.
axis = asked.parent and not removed
