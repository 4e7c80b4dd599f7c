-- The offices that one person holds in one community, from position `since` to just before `until`.
create table office (
    id        uuid,
    community uuid not null,
    holder    uuid not null,
    roles     text[] not null,
    since     bigint,
    until     bigint not null,
    primary key (id, since)
);
create index office_open on office (id) where until = 9223372036854775807;
create index office_of_community on office (community, since);
create index office_in_office on office (community)
    where until = 9223372036854775807 and roles <> '{}' and roles <> '{citizen}';

-- filter: role
%(role)s = any(roles)

-- list: page by 0::bigint
-- Those who hold an office in communities.
community = asked.parent and roles <> '{}'
