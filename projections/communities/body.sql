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

-- list: page
-- The bodies of communities: all, or those of some kinds; those that are dissolved only where they are asked for.
select id, since, 0::bigint as sort
from body
where community = asked.parent
and (%(kinds)b::text[] is null or kind = any(%(kinds)b::text[]))
and (%(dissolved)s or dissolved_on is null)
and since <= %(position)s and %(position)s < until;

-- list: parts
-- The bodies that are part of bodies, and not dissolved.
select id, since, 0::bigint as sort
from body
where parent = asked.parent and dissolved_on is null
and since <= %(position)s and %(position)s < until;
