-- The offices that one person holds in one community.
create index office_of_community on office (community, since);
create index office_in_office on office (community)
    where {open} and roles <> '{}' and roles <> '{citizen}';

-- filter: role
%(role)s = any(roles)

-- list: page by 0::bigint
-- Those who hold an office in communities.
community = asked.parent and roles <> '{}'
