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

-- part: fits
-- What is asked of a meeting in every list.
since <= %(position)s and %(position)s < until
and (%(kinds)b::text[] is null or kind = any(%(kinds)b::text[]))
and (%(held)s::boolean is null or held = %(held)s)

-- list: page
-- Meetings of communities (of all for a parent that is null), the latest first.
select id, since, -(extract(epoch from starts) * 1000000)::bigint as sort
from meeting
where (asked.parent is null or community = asked.parent) and {fits};

-- list: of_plan
-- Meetings about plans, the latest first.
select id, since, -(extract(epoch from starts) * 1000000)::bigint as sort
from meeting
where plan = asked.parent and {fits};
