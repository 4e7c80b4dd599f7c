-- Organisations, from position `since` to just before `until`.
create table organisation (
    id                  uuid,
    community           uuid not null,
    name                jsonb not null,
    kind                text not null,
    representative      uuid,
    representative_name uuid,
    dissolved           boolean not null,
    version             integer not null,
    since               bigint,
    until               bigint not null,
    primary key (id, since)
);
create index organisation_open on organisation (id) where until = 9223372036854775807;
create index organisation_of_community on organisation (community, since);

-- list: page counted by 0::bigint
-- Organisations of communities.
community = asked.parent
