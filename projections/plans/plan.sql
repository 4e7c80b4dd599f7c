-- Plans.
create index plan_of_community on plan (community, since);
create index plan_following on plan (previous, since) where previous is not null;

-- filter: kind
kind = %(kind)s

-- filter: stage
stage = %(stage)s

-- filter: closed
closed = %(closed)s

-- list: page counted by date '2000-01-01' - starts
-- Plans of communities, those that start last first.
community = asked.parent

-- list: all counted by date '2000-01-01' - starts
-- Plans of all communities, in the same order.
true

-- list: following by starts - date '2000-01-01'
-- The plans that follow a plan, in the order in which they start.
previous = asked.parent
