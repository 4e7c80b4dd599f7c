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

-- filter: kinds
kind = any(%(kinds)b::text[])

-- list: all by text code
-- All communities, by code.
true

-- list: children by text code
-- Communities that belong to a community, by code.
parent = asked.parent
