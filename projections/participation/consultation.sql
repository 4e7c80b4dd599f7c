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
    where comment.proposal = proposal.id and since <= %(position)s and %(position)s < until
) as comments on true
where consultation = any(%(consultations)b) and proposal.since <= %(position)s and %(position)s < proposal.until
group by proposal.consultation;
