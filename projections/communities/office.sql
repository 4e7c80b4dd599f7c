-- The offices that one person holds in one community, from position `since` to just before `until`.
create table office (
    id        uuid,
    community uuid not null,
    holder    uuid not null,
    roles     text[] not null,
    since     bigint,
    until     bigint not null,
    primary key (id, since)
);
create index office_open on office (id) where until = 9223372036854775807;
create index office_of_community on office (community, since);

-- name: of
-- Some holders of offices as they stood at a position.
select office.* from office where id = any(%(ids)b) and since <= %(position)s and %(position)s < until;

-- name: page
-- Those who hold an office in communities. For each of some parents: how many there are, and one page
-- of them, from where a cursor stands.
select asked.parent, page.*
from unnest(%(parents)b::uuid[]) as asked (parent)
cross join lateral (
    with standing as materialized (
        select office.id, office.since, 0::bigint as sort
        from office
        where community = asked.parent and roles <> '{}'
        and (%(role)s::text is null or %(role)s = any(roles))
        and office.since <= %(position)s and %(position)s < office.until
    )
    select total.number, chosen.*
    from (select count(*) as number from standing) as total
    left join (
        select standing.sort, office.*
        from standing join office using (id, since)
        where (%(after_id)s::uuid is null or (sort, id) > (%(after_sort)s::bigint, %(after_id)s::uuid))
        and (%(before_id)s::uuid is null or (sort, id) < (%(before_sort)s::bigint, %(before_id)s::uuid))
        order by
            case when not %(backward)s then sort end, case when not %(backward)s then id end,
            case when %(backward)s then sort end desc, case when %(backward)s then id end desc
        limit %(count)s
    ) as chosen on true
) as page;
