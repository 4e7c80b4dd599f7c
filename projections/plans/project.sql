-- Projects of plans.
create index project_of_plan on project (plan, since);
create index project_of_axis on project (axis, since);
create index project_partners on project using gin (partners);
create index project_challenges on project using gin (challenges);

-- filter: principle
%(principle)s = any(principles)

-- list: page by place
-- The projects of plans, in their order.
plan = asked.parent and not removed

-- list: of_axis by place
-- The projects of axes, in their order.
axis = asked.parent and not removed

-- list: of_challenge by place
-- The projects that answer to challenges, in their order.
challenges @> array[asked.parent] and not removed

-- list: shared_with by since desc
-- The projects that communities carry as partners of others, those that were defined last first.
partners @> array[asked.parent] and not removed
