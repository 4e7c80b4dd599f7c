-- Resolutions of councils.
create index resolution_of_session on resolution (session, since);
create index resolution_of_community on resolution (community, since);
create index resolution_on_plan on resolution ((subject ->> 'plan'), since) where subject ->> 'plan' is not null;

-- filter: stages
stage = any(%(stages)b::text[])

-- filter: year
year = %(year)s

-- list: of_session by instant tabled_at
-- Resolutions of sessions, in the order in which they were tabled.
session = asked.parent

-- list: page counted by instant tabled_at desc
-- Resolutions of communities, those that were tabled last first.
community = asked.parent

-- list: all counted by instant tabled_at desc
-- Resolutions of all communities, in the same order.
true

-- list: on_plan by instant tabled_at
-- Resolutions on versions of plans, in the order in which they were tabled.
subject ->> 'plan' = asked.parent::text
