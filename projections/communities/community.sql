-- Communities, from position `since` to just before `until`.
create table community (
    id              uuid,
    code            text not null,
    name            jsonb not null,
    time_zone       text not null,
    version         integer not null,
    kind            text,
    parent          uuid,
    jurisdiction    text,
    population      integer,
    population_year integer,
    focal_points    uuid[] not null,
    since           bigint,
    until           bigint not null,
    primary key (id, since)
);
create index community_open on community (id) where until = 9223372036854775807;
create index community_code on community (code, since);
create index community_parent on community (parent, since);

-- list: page by text
-- All communities, by code, or those of some kinds.
select id, since, code as sort
from community
where asked.parent is null
and (%(kinds)b::text[] is null or kind = any(%(kinds)b::text[]))
and since <= %(position)s and %(position)s < until;

-- list: children by text
-- Communities that belong to a community, by code: all, or those of some kinds.
select id, since, code as sort
from community
where parent = asked.parent
and since <= %(position)s and %(position)s < until
and (%(kinds)b::text[] is null or kind = any(%(kinds)b::text[]));
