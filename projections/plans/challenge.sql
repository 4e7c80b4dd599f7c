-- Challenges in the axes of plans.
create index challenge_of_plan on challenge (plan, since);
create index challenge_of_axis on challenge (axis, since);

-- list: page by place
-- The challenges of plans, in their order.
plan = asked.parent and not removed

-- list: of_axis by place
-- The challenges of axes, in their order.
axis = asked.parent and not removed
