-- Consultations, from position `since` to just before `until`.
create table consultation (
    id                    uuid,
    community             uuid not null,
    title                 jsonb not null,
    description           uuid not null,
    description_languages text[] not null,
    opens                 timestamptz not null,
    closes                timestamptz,
    participants          text not null,
    ballot                text not null,
    ballots_per_person    integer,
    source_system         text,
    source_reference      text,
    plan                  uuid,
    number                integer,
    imported_until        timestamptz,
    closed                boolean not null,
    report                uuid,
    report_languages      text[] not null,
    version               integer not null,
    since                 bigint,
    until                 bigint not null,
    primary key (id, since)
);
create index consultation_open on consultation (id) where until = 9223372036854775807;
create index consultation_of_community on consultation (community, since);
create index consultation_of_plan on consultation (plan, since) where plan is not null;

-- name: due
-- Consultations whose closing instant has come and that nobody has closed.
select id from consultation
where until = 9223372036854775807 and not closed and source_system is null and closes <= %(now)s;

-- list: page
-- Consultations of communities (of all for a parent that is null), those that open last first.
select id, since, -(extract(epoch from opens) * 1000000)::bigint as sort
from consultation
where (asked.parent is null or community = asked.parent)
and (%(imported)s::boolean is null or (source_system is not null) = %(imported)s)
and (
    %(open)s::boolean is null
    or %(open)s = (
        not closed and source_system is null and opens <= %(moment)s and coalesce(%(moment)s < closes, true)
    )
)
and since <= %(position)s and %(position)s < until;

-- list: of_plan
-- Consultations about plans, those that open first first.
select id, since, (extract(epoch from opens) * 1000000)::bigint as sort
from consultation
where plan = asked.parent and since <= %(position)s and %(position)s < until;

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
    where comment.proposal = proposal.id and since <= %(position)s and %(position)s < until
) as comments on true
where consultation = any(%(consultations)b) and proposal.since <= %(position)s and %(position)s < proposal.until
group by proposal.consultation;
