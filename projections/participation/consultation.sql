-- Consultations.
create index consultation_of_community on consultation (community, since);
create index consultation_of_plan on consultation (plan, since) where plan is not null;

-- name: due
-- Consultations whose closing instant has come and that nobody has closed.
select id from consultation
where {open} and not closed and source_system is null and closes <= %(now)s;

-- filter: imported
(source_system is not null) = %(imported)s

-- filter: open
-- Those that take contributions at a moment, as `phase` in domain/participation/phase.py has it, or those that do not.
%(open)s = (not closed and source_system is null and opens <= %(moment)s and coalesce(%(moment)s < closes, true))

-- list: page counted by instant opens desc
-- Consultations of communities, those that open last first.
community = asked.parent

-- list: all counted by instant opens desc
-- Consultations of all communities, in the same order.
true

-- list: of_plan by instant opens
-- Consultations about plans, those that open first first.
plan = asked.parent

-- name: totals
-- What there is in each of some consultations at a position: proposals, comments, ballots that count.
select proposal.consultation, count(*), coalesce(sum(comments.number), 0)::bigint, coalesce(sum(tally.number), 0)::bigint
from proposal
left join lateral (
    select support + agree + disagree + undecided as number
    from tally where tally.proposal = proposal.id and tally.since <= %(position)s
    order by tally.since desc limit 1
) as tally on true
left join lateral (
    select count(*) as number from comment
    where comment.proposal = proposal.id and {held}
) as comments on true
where consultation = any(%(consultations)b) and {held proposal}
group by proposal.consultation;
