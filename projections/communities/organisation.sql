-- Organisations, from position `since` to just before `until`.
create table organisation (
    id                  uuid,
    community           uuid not null,
    name                jsonb not null,
    kind                text not null,
    representative      uuid,
    representative_name uuid,
    dissolved           boolean not null,
    version             integer not null,
    since               bigint,
    until               bigint not null,
    primary key (id, since)
);
create index organisation_open on organisation (id) where until = 9223372036854775807;
create index organisation_of_community on organisation (community, since);

-- name: of
-- Some organisations as they stood at a position.
select organisation.* from organisation where id = any(%(ids)b) and since <= %(position)s and %(position)s < until;

-- name: page
-- Organisations of communities. For each of some parents: how many there are, and one page
-- of them, from where a cursor stands.
select asked.parent, page.*
from unnest(%(parents)b::uuid[]) as asked (parent)
cross join lateral (
    with standing as materialized (
        select organisation.id, organisation.since, 0::bigint as sort
        from organisation
        where community = asked.parent
        and organisation.since <= %(position)s and %(position)s < organisation.until
    )
    select total.number, chosen.*
    from (select count(*) as number from standing) as total
    left join (
        select standing.sort, organisation.*
        from standing join organisation using (id, since)
        where (%(after_id)s::uuid is null or (sort, id) > (%(after_sort)s::bigint, %(after_id)s::uuid))
        and (%(before_id)s::uuid is null or (sort, id) < (%(before_sort)s::bigint, %(before_id)s::uuid))
        order by
            case when not %(backward)s then sort end, case when not %(backward)s then id end,
            case when %(backward)s then sort end desc, case when %(backward)s then id end desc
        limit %(count)s
    ) as chosen on true
) as page;
