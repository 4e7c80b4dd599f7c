-- Practices, from position `since` to just before `until`.
create table practice (
    id          uuid,
    community   uuid not null,
    title       jsonb not null,
    text        jsonb not null,
    occurred_at timestamptz not null,
    reason      jsonb,
    since       bigint,
    until       bigint not null,
    primary key (id, since)
);
create index practice_open on practice (id) where until = 9223372036854775807;
create index practice_of_community on practice (community, since);

-- list: page by instant occurred_at desc
-- Practices of communities, the latest first.
community = asked.parent and reason is null

-- list: all by instant occurred_at desc
-- Practices of all communities, the latest first.
reason is null
