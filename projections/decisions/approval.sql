-- Approvals of versions of plans, from position `since` to just before `until`.
create table approval (
    id           uuid,
    community    uuid not null,
    plan         uuid not null,
    number       integer not null,
    sha256       text not null,
    role         text not null,
    holder_of    uuid not null,
    requested_at timestamptz not null,
    due          timestamptz,
    rule         jsonb,
    decision     text,
    reasons      jsonb,
    decided_at   timestamptz,
    since        bigint,
    until        bigint not null,
    primary key (id, since)
);
create index approval_open on approval (id) where until = 9223372036854775807;
create index approval_of_community on approval (community, since);
create index approval_on_plan on approval (plan, since);

-- filter: number
-- On which version.
number = %(number)s

-- filter: role
role = %(role)s

-- list: page counted by instant requested_at desc
-- Approvals that communities asked for, the last first.
community = asked.parent

-- list: on_plan by instant requested_at
-- Approvals of versions of plans, in the order in which they were asked for.
plan = asked.parent
