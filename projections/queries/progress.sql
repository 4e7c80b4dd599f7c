-- The progress of plans, axes and projects, computed from their activities. No tables of its own.

-- name: figures
-- For some things, given with the plans that they are of: how many activities there are, how many in each status, how many are
-- overdue and how many were assessed; how far they are on the mean (each weighs what its budget does, where all have one in the
-- same currency, else all weigh the same); budgets and what was spent, with their currencies. `%(by)s` says what the things
-- are: plan, axis or project. `overdue` is a part of activity.sql.
with standing as materialized (
    select wanted.plan as of_plan, found.*
    from (select distinct plan from unnest(%(plans)b::uuid[]) as given (plan)) as wanted
    cross join lateral (
        -- `offset 0`: each plan's own rows are looked up, however many other plans' rows there are
        select
            activity.id, activity.project, project.axis, activity.status, activity.progress, activity.completion,
            activity.budget, activity.budget_currency, activity.spent, activity.spent_currency,
            {overdue} as overdue
        from (
            select * from plan
            where plan.id = wanted.plan and {held plan} offset 0
        ) as plan
        join community on community.id = plan.community
            and {held community}
        join (
            select * from activity
            where activity.plan = wanted.plan and not activity.removed
            and {held activity} offset 0
        ) as activity on true
        cross join lateral (
            select axis from project
            where project.id = activity.project
            and {held project}
            limit 1
        ) as project
        offset 0
    ) as found
)
select
    asked.id, count(*),
    count(*) filter (where status = 'planned'), count(*) filter (where status = 'in_progress'),
    count(*) filter (where status = 'completed'), count(*) filter (where status = 'delayed'),
    count(*) filter (where status = 'suspended'), count(*) filter (where status = 'cancelled'),
    count(*) filter (where overdue), count(completion),
    (
        case
            when bool_and(budget is not null) and count(distinct budget_currency) = 1 and sum(budget) > 0
            then round(sum(progress::numeric * budget) / sum(budget))
            else round(avg(progress))
        end
    )::integer,
    coalesce(jsonb_agg(jsonb_build_array(budget_currency, budget)) filter (where budget is not null), '[]'),
    coalesce(jsonb_agg(jsonb_build_array(spent_currency, spent)) filter (where spent is not null), '[]')
from unnest(%(ids)b::uuid[], %(plans)b::uuid[]) as asked (id, plan)
join standing on standing.of_plan = asked.plan
    and asked.id = case %(by)s when 'plan' then standing.of_plan when 'axis' then standing.axis else standing.project end
group by asked.id;
