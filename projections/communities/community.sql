-- Communities, from position `since` to just before `until`.
create table community (
    id        uuid,
    code      text not null,
    name      jsonb not null,
    time_zone text not null,
    version   integer not null,
    kind      text,
    parent    uuid,
    since     bigint,
    until     bigint not null,
    primary key (id, since)
);
create index community_open on community (id) where until = 9223372036854775807;
create index community_code on community (code, since);
create index community_parent on community (parent, since);

-- name: of
-- Some communities as they stood at a position.
select community.* from community where id = any(%(ids)b) and since <= %(position)s and %(position)s < until;

-- name: page
-- How many communities there are, and one page of them, by code, from where a cursor stands.
select asked.parent, page.*
from unnest(%(parents)b::uuid[]) as asked (parent)
cross join lateral (
    with standing as materialized (
        select community.id, community.since, community.code as sort
        from community
        where asked.parent is null
        and community.since <= %(position)s and %(position)s < community.until
    )
    select total.number, chosen.*
    from (select count(*) as number from standing) as total
    left join (
        select standing.sort, community.*
        from standing join community using (id, since)
        where (%(after_id)s::uuid is null or (sort, id) > (%(after_sort)s::text, %(after_id)s::uuid))
        and (%(before_id)s::uuid is null or (sort, id) < (%(before_sort)s::text, %(before_id)s::uuid))
        order by
            case when not %(backward)s then sort end, case when not %(backward)s then id end,
            case when %(backward)s then sort end desc, case when %(backward)s then id end desc
        limit %(count)s
    ) as chosen on true
) as page;

-- name: children
-- Communities that belong to others. For each of some parents: how many there are, and one page of them, by code, from where a
-- cursor stands.
select asked.parent, page.*
from unnest(%(parents)b::uuid[]) as asked (parent)
cross join lateral (
    with standing as materialized (
        select community.id, community.since, community.code as sort
        from community
        where community.parent = asked.parent
        and community.since <= %(position)s and %(position)s < community.until
        and (%(kinds)b::text[] is null or community.kind = any(%(kinds)b::text[]))
    )
    select total.number, chosen.*
    from (select count(*) as number from standing) as total
    left join (
        select standing.sort, community.*
        from standing join community using (id, since)
        where (%(after_id)s::uuid is null or (sort, id) > (%(after_sort)s::text, %(after_id)s::uuid))
        and (%(before_id)s::uuid is null or (sort, id) < (%(before_sort)s::text, %(before_id)s::uuid))
        order by
            case when not %(backward)s then sort end, case when not %(backward)s then id end,
            case when %(backward)s then sort end desc, case when %(backward)s then id end desc
        limit %(count)s
    ) as chosen on true
) as page;
