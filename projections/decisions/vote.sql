-- Votes by member, from position `since` to just before `until`.
create table vote (
    id          uuid,
    resolution  uuid not null,
    session     uuid not null,
    member      uuid not null,
    choice      text not null,
    occurred_at timestamptz not null,
    since       bigint,
    until       bigint not null,
    primary key (id, since)
);
create index vote_open on vote (id) where until = 9223372036854775807;
create index vote_of_resolution on vote (resolution, since);

-- filter: choices
choice = any(%(choices)b::text[])

-- list: page by since
-- Votes on resolutions, in the order in which they were recorded.
resolution = asked.parent
