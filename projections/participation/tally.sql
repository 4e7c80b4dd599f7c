-- How each proposal stands.

-- name: as_of
-- How each of some proposals stood at a position.
select tally.*
from unnest(%(proposals)b::uuid[]) as asked (proposal)
cross join lateral (
    select * from tally
    where tally.proposal = asked.proposal and since <= %(position)s
    order by since desc limit 1
) as tally
where %(position)s < until;

-- name: courses
-- How each of some proposals came to stand where it stands: the last tally of each span of so many seconds, by the times at which
-- the ballots were cast. A tally that holds at no time of the facts has the log's time.
select distinct on (proposal, floor(extract(epoch from moment) / %(span)s))
    proposal, moment, support, agree, disagree, undecided
from (
    select tally.*, case when tally.fact_since < {never} then tally.fact_since else log.at end as moment
    from tally left join log on log.position = tally.since
    where tally.proposal = any(%(proposals)b) and tally.since <= %(position)s
) as course
order by proposal, floor(extract(epoch from moment) / %(span)s), moment desc, since desc;
