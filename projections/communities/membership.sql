-- Memberships of networks.
create index membership_of_community on membership (community, since);
create index membership_in_network on membership (network, since);

-- filter: standings
standing = any(%(standings)b::text[])

-- list: page by 0::bigint
-- The memberships that communities have, had or have applied for.
community = asked.parent

-- list: members by 0::bigint
-- The memberships in networks.
network = asked.parent
