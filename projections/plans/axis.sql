-- Axes of plans.
create index axis_of_plan on axis (plan, since);

-- list: page by place
-- The axes of plans, in their order.
plan = asked.parent and not removed
