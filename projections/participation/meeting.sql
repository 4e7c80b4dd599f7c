-- Meetings, from position `since` to just before `until`.
create table meeting (
    id                  uuid,
    community           uuid not null,
    kind                text not null,
    title               jsonb not null,
    starts              timestamptz not null,
    ends                timestamptz not null,
    place               jsonb,
    remote              text,
    plan                uuid,
    held                boolean not null,
    cancelled           boolean not null,
    cancellation_reason jsonb,
    attendance          jsonb,
    minutes             jsonb,
    summary             jsonb,
    version             integer not null,
    since               bigint,
    until               bigint not null,
    primary key (id, since)
);
create index meeting_open on meeting (id) where until = 9223372036854775807;
create index meeting_of_community on meeting (community, since);
create index meeting_of_plan on meeting (plan, since) where plan is not null;

-- filter: kinds
kind = any(%(kinds)b::text[])

-- filter: held
held = %(held)s

-- list: page counted by instant starts desc
-- Meetings of communities, the latest first.
community = asked.parent

-- list: all counted by instant starts desc
-- Meetings of all communities, in the same order.
true

-- list: of_plan by instant starts desc
-- Meetings about plans, the latest first.
plan = asked.parent
