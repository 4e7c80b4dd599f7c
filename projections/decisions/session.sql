-- Sessions of councils.
create index session_of_community on session (community, since);

-- filter: body
body = %(body)s

-- filter: stages
stage = any(%(stages)b::text[])

-- filter: kinds
kind = any(%(kinds)b::text[])

-- list: page counted by instant starts desc
-- Sessions of communities, those that start last first.
community = asked.parent

-- list: all counted by instant starts desc
-- Sessions of all communities, in the same order.
true
