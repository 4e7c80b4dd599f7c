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

-- list: page
-- Sessions of communities (of all for a parent that is null), those that start last first.
select id, since, -(extract(epoch from starts) * 1000000)::bigint as sort
from session
where (asked.parent is null or community = asked.parent)
and (%(body)s::uuid is null or body = %(body)s)
and (%(stages)b::text[] is null or stage = any(%(stages)b::text[]))
and (%(kinds)b::text[] is null or kind = any(%(kinds)b::text[]))
and since <= %(position)s and %(position)s < until;
