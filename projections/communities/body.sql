-- Bodies of communities.
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
