-- Advisory opinions on versions of plans.
create index opinion_of_community on opinion (community, since);
create index opinion_on_plan on opinion (plan, since);
create index opinion_of_body on opinion (body, since);

-- filter: number
-- On which version.
number = %(number)s

-- list: page counted by instant requested_at desc
-- Opinions that communities asked for, the last first.
community = asked.parent

-- list: on_plan by instant requested_at
-- Opinions on versions of plans, in the order in which they were asked for.
plan = asked.parent

-- list: of_body by instant requested_at desc
-- Opinions that bodies were asked for, the last first.
body = asked.parent
