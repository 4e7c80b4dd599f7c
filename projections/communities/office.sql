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

-- list: page
-- Those who hold an office in communities.
select id, since, 0::bigint as sort
from office
where community = asked.parent and roles <> '{}'
and (%(role)s::text is null or %(role)s = any(roles))
and since <= %(position)s and %(position)s < until;
