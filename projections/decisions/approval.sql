-- Approvals of versions of plans.
create index approval_of_community on approval (community, since);
create index approval_on_plan on approval (plan, since);

-- filter: number
-- On which version.
number = %(number)s

-- filter: role
role = %(role)s

-- list: page counted by instant requested_at desc
-- Approvals that communities asked for, the last first.
community = asked.parent

-- list: on_plan by instant requested_at
-- Approvals of versions of plans, in the order in which they were asked for.
plan = asked.parent
