-- Proposals. Their words are in `opening`.
create index proposal_of_consultation on proposal (consultation, occurred_at desc, id, since, until);
create index proposal_unanswered on proposal (consultation, occurred_at, id, since, until)
    where answer is null and not withdrawn and merged_into is null and moderation <> 'hidden';
create index proposal_body on proposal (body);
create index proposal_title on proposal (title);
create index proposal_of_challenge on proposal (challenge, since) where challenge is not null;
create index proposal_of_recommendation on proposal (recommendation, since) where recommendation is not null;
create index proposal_of_plan on proposal (plan, since) where plan is not null;
create index proposal_of_project on proposal (project, since) where project is not null;
create index proposal_of_activity on proposal (activity, since) where activity is not null;

-- When words were last hidden, withdrawn or shown again is looked up with every read.
create index proposal_hidden on proposal ((case when {open} then since else until end))
where moderation = 'hidden' or withdrawn;

-- source: found
-- The events whose words have one token of each word that is looked for.
select searchable.event
from (
    select word, array_agg(token) as tokens
    from unnest(%(words)b::integer[], %(tokens)b::bigint[]) as looked_for (word, token)
    group by word
) as looked_for
join searchable on searchable.tokens && looked_for.tokens
group by searchable.event
having count(*) = (select count(distinct word) from unnest(%(words)b::integer[]) as looked_for (word))

-- source: matching
-- The rows of proposals in which words occur. Words that are not shown are not found.
select id, since from (
    select id, since from proposal where body in (select event from found)
) as matched
where not exists (
    select from proposal where proposal.id = matched.id and {withheld}
)

-- order: newest by instant occurred_at desc
-- order: oldest by instant occurred_at
-- order: most_supported by coalesce(joined.support + joined.agree, 0) desc
-- order: most_voted by coalesce(joined.support + joined.agree + joined.disagree + joined.undecided, 0) desc

-- filter: answers
answer = any(%(answers)b::text[]) or answer is null and 'none' = any(%(answers)b::text[])

-- filter: origins
origin = any(%(origins)b::text[])

-- filter: moderations
moderation = any(%(moderations)b::text[])

-- filter: withdrawn
withdrawn = %(withdrawn)s

-- filter: words
-- Those in which words occur.
(proposal.id, proposal.since) in (select id, since from matching)

-- part: joined
-- How each proposal stands.
left join lateral (
    select support, agree, disagree, undecided
    from tally where tally.proposal = proposal.id and tally.since <= %(position)s
    order by tally.since desc limit 1
) as joined on true

-- list: page counted
-- Proposals of consultations.
consultation = asked.parent

-- list: linked
-- Proposals that came from a challenge or a recommendation, or were taken up in a plan, a project, an activity.
challenge = asked.parent or recommendation = asked.parent
or plan = asked.parent or project = asked.parent or activity = asked.parent

-- list: of_community
-- Proposals of the consultations of communities.
consultation in (select consultation.id from consultation where community = asked.parent)

-- list: all
-- Proposals of all consultations: only those in which words occur are asked for.
true
