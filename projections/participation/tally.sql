-- How each proposal stands.

-- name: as_of
-- How each of some proposals stood at a position.
select tally.*
from unnest(%(proposals)b::uuid[]) as asked (proposal)
cross join lateral (
    select * from tally
    where tally.proposal = asked.proposal and since <= %(position)s
    order by since desc
    limit 1
) as tally
where %(position)s < until;

-- name: course
-- How one proposal came to stand where it stands: the last tally of each span of so many seconds of log time.
select distinct on (floor(extract(epoch from log.at) / %(span)s)) log.at, tally.*
from tally join log on log.position = tally.since
where tally.proposal = %(proposal)s and since between %(after)s and %(position)s
order by floor(extract(epoch from log.at) / %(span)s), since desc;

-- name: courses
-- How each of some proposals came to stand where it stands: the last tally of each span of so many seconds. Time is the log's;
-- for ballots that another system took, theirs.
select distinct on (tally.proposal, floor(extract(epoch from coalesce(moment.occurred_at, log.at)) / %(span)s))
    tally.proposal, coalesce(moment.occurred_at, log.at), tally.support, tally.agree, tally.disagree, tally.undecided
from tally
join log on log.position = tally.since
left join moment on moment.root = tally.consultation and moment.position = tally.since
where tally.proposal = any(%(proposals)b) and since <= %(position)s
order by
    tally.proposal, floor(extract(epoch from coalesce(moment.occurred_at, log.at)) / %(span)s), since desc;
