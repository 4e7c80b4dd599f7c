-- Axes of plans, from position `since` to just before `until`.
create table axis (
    id             uuid,
    plan           uuid not null,
    title          jsonb not null,
    description    jsonb not null,
    place          integer not null,
    removed        boolean not null,
    removal_reason jsonb,
    since          bigint,
    until          bigint not null,
    primary key (id, since)
);
create index axis_open on axis (id) where until = 9223372036854775807;
create index axis_of_plan on axis (plan, since);

-- list: page by place
-- The axes of plans, in their order.
plan = asked.parent and not removed
