-- The outcomes of proposals: the entries of their streams and of activities, and the extent of the discussion. No tables of
-- its own.

-- name: chains
-- Some proposals, each with the one that it was merged into by a position, and so on.
with recursive chain (asked, proposal, place) as (
    select id, id, 0 from unnest(%(proposals)b::uuid[]) as id
    union all
    select chain.asked, proposal.merged_into, chain.place + 1
    from chain
    join proposal on proposal.id = chain.proposal and {held}
    where merged_into is not null
)
select asked, proposal from chain order by asked, place;

-- name: entries
-- The entries of some streams up to a position, in their order.
select position, at, entry from log where stream = any(%(streams)b::uuid[]) and position <= %(position)s and {happened}
order by position;

-- name: activities
-- Some activities, and those of some projects at a position: by what was asked, each with those that it goes on as in later
-- plans.
with recursive reached (asked, activity) as (
    (
        select id, id from unnest(%(activities)b::uuid[]) as id
        union
        select project, id from activity
        where project = any(%(projects)b::uuid[]) and {held}
    )
    union
    select reached.asked, activity.carried_to
    from reached
    join activity on activity.id = reached.activity and {held}
    where carried_to is not null
)
select asked, activity from reached;

-- name: discussions
-- How much was said about each of some proposals by a position, and when that began: comments, ballots that count, the first
-- position. (A version that is valid by the facts alone has the position that made it as `until`.)
select asked.proposal, coalesce(said.number, 0), coalesce(tally.number, 0), log.position, log.at
from unnest(%(proposals)b::uuid[]) as asked (proposal)
left join lateral (
    select count(*) filter (where %(position)s < until) as number, min(least(since, until)) as first from comment
    where comment.proposal = asked.proposal and since <= %(position)s
) as said on true
left join lateral (
    select support + agree + disagree + undecided as number from tally
    where tally.proposal = asked.proposal and since <= %(position)s order by since desc limit 1
) as tally on true
left join lateral (
    select least(since, until) as first from tally
    where tally.proposal = asked.proposal and since <= %(position)s order by since limit 1
) as cast_first on true
join log on log.position = least(said.first, cast_first.first);
