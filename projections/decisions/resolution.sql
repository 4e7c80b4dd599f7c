-- Resolutions of councils, from position `since` to just before `until`.
create table resolution (
    id            uuid,
    session       uuid not null,
    community     uuid not null,
    item          text not null,
    title         jsonb not null,
    text          jsonb not null,
    subject       jsonb,
    stage         text not null,
    tabled_at     timestamptz not null,
    voted_at      timestamptz,
    vote_rule     jsonb,
    votes_for     integer,
    votes_against integer,
    abstentions   integer,
    by_president  boolean not null,
    majority      jsonb,
    year          integer,
    number        integer,
    signed_at     timestamptz,
    published_at  timestamptz,
    document      jsonb,
    since         bigint,
    until         bigint not null,
    primary key (id, since)
);
create index resolution_open on resolution (id) where until = 9223372036854775807;
create index resolution_of_session on resolution (session, since);
create index resolution_of_community on resolution (community, since);
create index resolution_on_plan on resolution ((subject ->> 'plan'), since) where subject ->> 'plan' is not null;

-- part: fits
-- What is asked of a resolution in every list.
(%(stages)b::text[] is null or stage = any(%(stages)b::text[]))
and since <= %(position)s and %(position)s < until

-- list: of_session
-- Resolutions of sessions, in the order in which they were tabled.
select id, since, (extract(epoch from tabled_at) * 1000000)::bigint as sort
from resolution
where session = asked.parent and {fits};

-- list: page
-- Resolutions of communities (of all for a parent that is null), those that were tabled last first.
select id, since, -(extract(epoch from tabled_at) * 1000000)::bigint as sort
from resolution
where (asked.parent is null or community = asked.parent)
and (%(year)s::integer is null or year = %(year)s)
and {fits};

-- list: on_plan
-- Resolutions on versions of plans, in the order in which they were tabled.
select id, since, (extract(epoch from tabled_at) * 1000000)::bigint as sort
from resolution
where subject ->> 'plan' = asked.parent::text and {fits};
