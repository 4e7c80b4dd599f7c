-- What the front page shows.

-- name: consultations
-- The consultations of all communities as they stand now, the open ones and those that close last first, with what came in
-- and when they were closed. Proposals that were withdrawn, merged or hidden are not counted; of ballots each voter's
-- last one is.
select
    held.id, held.title, held.opens, held.closes, held.closed, held.source_system,
    (
        select min(ended.fact_since) from consultation as ended
        where ended.id = held.id and ended.closed and ended.fact_since < ended.fact_until
    ) as closed_at,
    community.code, community.name, community.time_zone,
    counted.proposals, counted.ballots
from consultation as held
join community on community.id = held.community and community.until = 9223372036854775807
cross join lateral (
    select
        count(*) filter (
            where not made.withdrawn and made.merged_into is null and made.moderation <> 'hidden'
        ) as proposals,
        coalesce(sum(tally.support + tally.agree + tally.disagree + tally.undecided), 0) as ballots
    from proposal as made
    left join tally on tally.proposal = made.id and tally.until = 9223372036854775807
    where made.consultation = held.id and made.until = 9223372036854775807
) as counted
where held.until = 9223372036854775807
order by held.closed, held.closes desc nulls last, held.id
limit %(count)s;

-- name: plans
-- The plans of all communities that are not closed, those that start last first.
select plan.id, plan.title, plan.stage, community.code, community.name
from plan
join community on community.id = plan.community and community.until = 9223372036854775807
where plan.until = 9223372036854775807 and not plan.closed
order by plan.starts desc, plan.id
limit %(count)s;
