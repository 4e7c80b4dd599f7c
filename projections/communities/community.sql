-- Communities.
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
