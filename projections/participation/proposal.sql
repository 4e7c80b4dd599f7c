-- Proposals, from position `since` to just before `until`. Their words are in `opening`.
create table proposal (
    id                uuid,
    consultation      uuid not null,
    author            uuid,
    recorded_by       text not null,
    title             uuid,
    body              uuid not null,
    language          text not null,
    origin            text not null,
    reference         text,
    challenge         uuid,
    meeting           uuid,
    recommendation    uuid,
    after_closing     boolean not null,
    moderation        text not null,
    moderation_reason uuid,
    withdrawn         boolean not null,
    merged_into       uuid,
    answer            text,
    reasons           uuid,
    plan              uuid,
    project           uuid,
    activity          uuid,
    occurred_at       timestamptz not null,
    version           integer not null,
    since             bigint,
    until             bigint not null,
    primary key (id, since)
);
create index proposal_open on proposal (id) where until = 9223372036854775807;
create index proposal_of_consultation on proposal (consultation, id, since);
create index proposal_body on proposal (body);
create index proposal_title on proposal (title);
create index proposal_of_challenge on proposal (challenge, since) where challenge is not null;
create index proposal_of_recommendation on proposal (recommendation, since) where recommendation is not null;
create index proposal_of_plan on proposal (plan, since) where plan is not null;
create index proposal_of_project on proposal (project, since) where project is not null;
create index proposal_of_activity on proposal (activity, since) where activity is not null;

-- When words were last hidden, withdrawn or shown again is looked up with every read.
create index proposal_hidden on proposal ((case when until = 9223372036854775807 then since else until end))
where moderation = 'hidden' or withdrawn;

-- part: found
-- The openings in which words occur.
select event from opening
where words @@ (
    select string_agg('(' || query::text || ')', ' | ')::tsquery
    from unnest(%(configs)b::text[]) as config, plainto_tsquery(config::regconfig, %(words)s) as query
    where query::text <> ''
)
and field in ('title', 'body')

-- part: sort
-- Where a proposal stands in the order that is asked for.
case %(order)s
    when 'newest' then -(extract(epoch from occurred_at) * 1000000)::bigint
    when 'oldest' then (extract(epoch from occurred_at) * 1000000)::bigint
    else -coalesce((
        select support + agree + case %(order)s when 'most_supported' then 0 else disagree + undecided end
        from tally where tally.proposal = proposal.id and tally.since <= %(position)s
        order by tally.since desc limit 1
    ), 0)
end

-- part: fits
-- What is asked of a proposal in every list. Words that are hidden now are not found.
proposal.since <= %(position)s and %(position)s < proposal.until
and (%(answers)b::text[] is null or coalesce(answer, 'none') = any(%(answers)b::text[]))
and (%(origins)b::text[] is null or origin = any(%(origins)b::text[]))
and (%(moderations)b::text[] is null or moderation = any(%(moderations)b::text[]))
and (%(withdrawn)s::boolean is null or withdrawn = %(withdrawn)s)
and (
    %(words)s::text is null
    or (body in (select event from found) or title in (select event from found))
    and not exists (
        select from proposal as latest
        where latest.id = proposal.id and latest.until = 9223372036854775807
        and (latest.moderation = 'hidden' or latest.withdrawn)
    )
)

-- part: beside
-- How each proposal of the page stands.
left join lateral (
    select support, agree, disagree, undecided
    from tally where tally.proposal = chosen.id and tally.since <= %(position)s
    order by tally.since desc limit 1
) as beside on true

-- list: page
-- Proposals of consultations, with or without a search for words.
with found as materialized (
    {found}
)
select proposal.id, proposal.since, {sort} as sort
from proposal
where consultation = asked.parent and {fits};

-- list: linked
-- Proposals that came from a challenge or a recommendation, or were taken up in a plan, a project, an activity.
with found as materialized (
    {found}
)
select proposal.id, proposal.since, {sort} as sort
from proposal
where asked.parent in (challenge, recommendation, plan, project, activity) and {fits};

-- list: search
-- Proposals of all consultations (or of a community's) in which words occur; the parents are communities, or null.
with found as materialized (
    {found}
)
select proposal.id, proposal.since, {sort} as sort
from proposal
where proposal.id in (
    select id from proposal where body in (select event from found)
    union all
    select id from proposal where title in (select event from found)
)
and (
    asked.parent is null
    or consultation in (select consultation.id from consultation where community = asked.parent)
)
and {fits};
