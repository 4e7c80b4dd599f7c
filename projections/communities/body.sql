-- Bodies of communities, from position `since` to just before `until`.
create table body (
    id           uuid,
    community    uuid not null,
    kind         text not null,
    name         jsonb not null,
    seats        integer not null,
    term_ends    date,
    parent       uuid,
    version      integer not null,
    dissolved_on date,
    reason       jsonb not null,
    since        bigint,
    until        bigint not null,
    primary key (id, since)
);
create index body_open on body (id) where until = 9223372036854775807;
create index body_of_community on body (community, since);
create index body_of_parent on body (parent, since);

-- filter: kinds
kind = any(%(kinds)b::text[])

-- filter: dissolved
-- Those that are dissolved, or those that are not.
(dissolved_on is not null) = %(dissolved)s

-- list: page by 0::bigint
-- The bodies of communities.
community = asked.parent

-- list: parts by 0::bigint
-- The bodies that are part of bodies, and not dissolved.
parent = asked.parent and dissolved_on is null
