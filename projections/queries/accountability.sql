-- The queries of an accountability report besides the rows of the plan's parts. No tables of its own.

-- name: promised_at
-- The position at which each version of a plan was published.
select number, since from plan_version where plan = %(plan)s and {held};

-- name: proposals
-- The proposals that a plan has taken up, with where they stand in it, in the order in which they came.
select
    proposal.project, proposal.activity, proposal.id, proposal.consultation, proposal.answer, proposal.origin,
    proposal.language, proposal.title
from proposal
where proposal.plan = %(plan)s and {held proposal}
order by proposal.occurred_at, proposal.id;

-- name: changes
-- The entries of a plan and its activities after one position, up to another: of events of some names only. An event's name is
-- the first thing in its entry that is called so.
select log.position, log.entry
from (
    select position from audit where subject = %(plan)s and position > %(first)s and position <= %(position)s
    union all
    select position from log where stream = %(plan)s and position > %(first)s and position <= %(position)s
) as places
join log on log.position = places.position and {happened}
cross join lateral (select position('"type":"'::bytea in log.entry) as begins) as named
where exists (
    select from unnest(%(names)b::bytea[]) as name
    where substring(log.entry from named.begins for length(name)) = name
)
order by log.position;
