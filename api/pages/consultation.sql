-- What the page of one consultation shows.

-- name: consultation
-- One consultation as of a position, by whom it is held, and when it was closed.
select
    held.id, held.community, held.title, held.description, held.description_languages, held.opens, held.closes,
    held.participants, held.ballot, held.ballots_per_person, held.source_system, held.source_reference, held.closed,
    held.report, held.report_languages, community.code, community.name, community.time_zone,
    (
        select min(ended.fact_since) from consultation as ended
        where ended.id = held.id and ended.closed and ended.fact_since < ended.fact_until
    ) as closed_at,
    held.ballots_apart
from consultation as held
join community
    on community.id = held.community and community.since <= %(position)s and %(position)s < community.until
where held.id = %(id)s and held.since <= %(position)s and %(position)s < held.until;

-- name: proposals
-- Its proposals as of a position with their tallies, those with the most ballots first, those that no longer stand last.
select
    made.id, made.title, made.body, made.language, made.origin, made.reference, made.recorded_by, made.after_closing,
    made.occurred_at, made.answer, made.reasons, made.merged_into,
    made.support, made.agree, made.disagree, made.undecided,
    (
        select number from listed
        where list = 'proposal.page' and parent = %(id)s and since <= %(position)s order by since desc limit 1
    ) as total
from (
    select
        proposal.*, coalesce(tally.support, 0) as support, coalesce(tally.agree, 0) as agree,
        coalesce(tally.disagree, 0) as disagree, coalesce(tally.undecided, 0) as undecided
    from proposal
    left join lateral (
        -- The last row that began by then, found by the primary key, however long the history.
        select * from tally where tally.proposal = proposal.id and tally.since <= %(position)s
        order by tally.since desc limit 1
    ) as tally on %(position)s < tally.until
    where proposal.consultation = %(id)s and proposal.since <= %(position)s and %(position)s < proposal.until
    order by
        proposal.withdrawn or proposal.merged_into is not null or proposal.moderation = 'hidden',
        coalesce(tally.support + tally.agree + tally.disagree + tally.undecided, 0) desc,
        proposal.occurred_at, proposal.id
    limit %(count)s offset %(skip)s
) as made
order by
    made.withdrawn or made.merged_into is not null or made.moderation = 'hidden',
    made.support + made.agree + made.disagree + made.undecided desc, made.occurred_at, made.id;

-- name: comments
-- The comments on some proposals as of a position, the oldest first.
select
    said.id, said.proposal, said.parent, said.stance, said.body, said.language, said.occurred_at
from comment as said
where said.proposal = any(%(proposals)b::uuid[]) and said.since <= %(position)s and %(position)s < said.until
order by said.occurred_at, said.id
limit %(count)s;
