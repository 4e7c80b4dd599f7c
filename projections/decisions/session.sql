-- Sessions of councils, from position `since` to just before `until`.
create table session (
    id              uuid,
    community       uuid not null,
    body            uuid not null,
    kind            text not null,
    title           jsonb not null,
    starts          timestamptz not null,
    stage           text not null,
    agenda          jsonb not null,
    documents       jsonb not null,
    requested_by    text,
    requesting      integer,
    in_office       integer not null,
    rule            jsonb not null,
    calls           jsonb not null,
    convened_at     timestamptz not null,
    closed_at       timestamptz,
    minutes         jsonb,
    minutes_summary jsonb,
    version         integer not null,
    since           bigint,
    until           bigint not null,
    primary key (id, since)
);
create index session_open on session (id) where until = 9223372036854775807;
create index session_of_community on session (community, since);

-- filter: body
body = %(body)s

-- filter: stages
stage = any(%(stages)b::text[])

-- filter: kinds
kind = any(%(kinds)b::text[])

-- list: page counted by instant starts desc
-- Sessions of communities, those that start last first.
community = asked.parent

-- list: all counted by instant starts desc
-- Sessions of all communities, in the same order.
true
