-- What every list has in common. No tables of its own.

-- name: window
-- For each of some parents: how many things stand in the list, and one page of them in the order of `sort`, then `id`, from
-- where a cursor stands, or up to there. A list that is empty, or a page beyond its end, is one row with nothing but the number.
select asked.parent, page.*
from unnest(%(parents)b::uuid[]) as asked (parent)
cross join lateral (
    with standing as materialized (
        {standing}
    )
    select *
    from (select count(*) as number from standing) as total
    left join (
        select standing.sort, {columns}
        from standing join {table} using (id, since)
        where (%(after_id)s::uuid is null or (standing.sort, standing.id) > (%(after_sort)s, %(after_id)s::uuid))
        and (%(before_id)s::uuid is null or (standing.sort, standing.id) < (%(before_sort)s, %(before_id)s::uuid))
        order by
            case when not %(backward)s then standing.sort end, case when not %(backward)s then standing.id end,
            case when %(backward)s then standing.sort end desc, case when %(backward)s then standing.id end desc
        limit %(count)s
    ) as chosen on true
    {beside}
) as page;
