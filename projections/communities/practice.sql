create index practice_of_community on practice (community, since);

-- list: page by instant occurred_at desc
-- Practices of communities, the latest first.
community = asked.parent and reason is null

-- list: all by instant occurred_at desc
-- Practices of all communities, the latest first.
reason is null
