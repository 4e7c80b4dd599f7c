-- What the front page shows.

-- name: consultations
-- The consultations of all communities as of a position, the open ones and those that close last first, with what came in by
-- then and the log time of their closing.
-- Proposals that were withdrawn, merged or hidden are not counted; of ballots each voter's last one is.
select
    held.id, held.title, held.opens, held.closes, held.closed, held.source_system,
    (
        select log.at from consultation as ended join log on log.position = ended.since
        where ended.id = held.id and ended.closed order by ended.since limit 1
    ) as closed_at,
    community.code, community.name, community.time_zone,
    counted.proposals, counted.ballots
from consultation as held
join community
    on community.id = held.community and community.since <= %(position)s and %(position)s < community.until
cross join lateral (
    select
        count(*) filter (
            where not made.withdrawn and made.merged_into is null and made.moderation <> 'hidden'
        ) as proposals,
        coalesce(sum(tally.support + tally.agree + tally.disagree + tally.undecided), 0) as ballots
    from proposal as made
    left join tally
        on tally.proposal = made.id and tally.since <= %(position)s and %(position)s < tally.until
    where made.consultation = held.id and made.since <= %(position)s and %(position)s < made.until
) as counted
where held.since <= %(position)s and %(position)s < held.until
order by held.closed, held.closes desc nulls last, held.id
limit %(count)s;
