-- Votes by member.
create index vote_of_resolution on vote (resolution, since);

-- filter: choices
choice = any(%(choices)b::text[])

-- list: page by since
-- Votes on resolutions, in the order in which they were recorded.
resolution = asked.parent
