-- Meetings.
create index meeting_of_community on meeting (community, since);
create index meeting_of_plan on meeting (plan, since) where plan is not null;

-- filter: kinds
kind = any(%(kinds)b::text[])

-- filter: held
held = %(held)s

-- list: page counted by instant starts desc
-- Meetings of communities, the latest first.
community = asked.parent

-- list: all counted by instant starts desc
-- Meetings of all communities, in the same order.
true

-- list: of_plan by instant starts desc
-- Meetings about plans, the latest first.
plan = asked.parent
