-- Comments, from position `since` to just before `until`. Their words are in `opening`.
create table comment (
    id                uuid,
    consultation      uuid not null,
    proposal          uuid not null,
    parent            uuid,
    author            uuid,
    stance            text not null,
    body              uuid not null,
    language          text not null,
    moderation        text not null,
    moderation_reason uuid,
    withdrawn         boolean not null,
    occurred_at       timestamptz not null,
    version           integer not null,
    since             bigint,
    until             bigint not null,
    primary key (id, since)
);
create index comment_open on comment (id) where until = 9223372036854775807;
create index comment_body on comment (body);
create index comment_of_proposal on comment (proposal, id, since);

create index comment_replies on comment (parent, id, since) where parent is not null;
create index comment_hidden on comment ((case when until = 9223372036854775807 then since else until end))
where moderation = 'hidden' or withdrawn;

-- name: of
-- Some comments as they stood at a position.
select comment.* from comment where id = any(%(ids)b) and since <= %(position)s and %(position)s < until;

-- name: page
-- Comments on proposals. For each of some parents: how many there are, and one page
-- of them, from where a cursor stands.
select asked.parent, page.*
from unnest(%(parents)b::uuid[]) as asked (parent)
cross join lateral (
    with standing as materialized (
        select comment.id, comment.since, case %(order)s
                when 'newest' then -(extract(epoch from occurred_at) * 1000000)::bigint
                else (extract(epoch from occurred_at) * 1000000)::bigint
            end as sort
        from comment
        where proposal = asked.parent and (not %(threads)s or parent is null)
        and (%(stances)b::text[] is null or stance = any(%(stances)b::text[]))
        and comment.since <= %(position)s and %(position)s < comment.until
    )
    select total.number, chosen.*
    from (select count(*) as number from standing) as total
    left join (
        select standing.sort, comment.*
        from standing join comment using (id, since)
        where (%(after_id)s::uuid is null or (sort, id) > (%(after_sort)s::bigint, %(after_id)s::uuid))
        and (%(before_id)s::uuid is null or (sort, id) < (%(before_sort)s::bigint, %(before_id)s::uuid))
        order by
            case when not %(backward)s then sort end, case when not %(backward)s then id end,
            case when %(backward)s then sort end desc, case when %(backward)s then id end desc
        limit %(count)s
    ) as chosen on true
) as page;

-- name: replies
-- Comments in answer to comments. For each of some parents: how many there are, and one page
-- of them, from where a cursor stands.
select asked.parent, page.*
from unnest(%(parents)b::uuid[]) as asked (parent)
cross join lateral (
    with standing as materialized (
        select comment.id, comment.since, case %(order)s
                when 'newest' then -(extract(epoch from occurred_at) * 1000000)::bigint
                else (extract(epoch from occurred_at) * 1000000)::bigint
            end as sort
        from comment
        where parent = asked.parent
        and comment.since <= %(position)s and %(position)s < comment.until
    )
    select total.number, chosen.*
    from (select count(*) as number from standing) as total
    left join (
        select standing.sort, comment.*
        from standing join comment using (id, since)
        where (%(after_id)s::uuid is null or (sort, id) > (%(after_sort)s::bigint, %(after_id)s::uuid))
        and (%(before_id)s::uuid is null or (sort, id) < (%(before_sort)s::bigint, %(before_id)s::uuid))
        order by
            case when not %(backward)s then sort end, case when not %(backward)s then id end,
            case when %(backward)s then sort end desc, case when %(backward)s then id end desc
        limit %(count)s
    ) as chosen on true
) as page;
