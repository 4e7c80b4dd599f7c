-- Organisations.
create index organisation_of_community on organisation (community, since);

-- list: page counted by 0::bigint
-- Organisations of communities.
community = asked.parent
