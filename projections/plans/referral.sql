-- What was begun about plans.
create index referral_of_plan on referral (plan, since);

-- filter: what
what = %(what)s

-- list: page by place
-- What was begun about plans, in that order.
plan = asked.parent
