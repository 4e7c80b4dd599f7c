-- What every list has in common. No tables of its own.

-- name: window
-- For each of some parents: how many things stand in the list, if that is asked for (`offset 0`: it is found once, and not for
-- each row), and one page of them in their order, from where a cursor stands, or up to there. Where an index has the order, no
-- more rows are read than the page has. A list that is empty, or a page beyond its end, is one row with nothing but the number.
{sources}select asked.parent, total.number, {table}.*{beside_columns}
from unnest(%(parents)b::uuid[]) as asked (parent)
cross join lateral (select {number} as number offset 0) as total
left join lateral (
    select {sort} as sort, {columns}{ordered_columns}
    from {table}
    {ordered}
    where {standing}{from_cursor}
    order by {order}
    limit {count}
) as {table} on true
{beside};

-- name: standing
-- What stands in a list at a position.
{conditions} and {held {table}}

-- name: counted
-- How many things stand in a list, found by looking at all.
(select count(*) from {table} where {standing})

-- name: kept
-- How many things stand in a list, as it is kept.
coalesce((
    select listed.number from listed
    where listed.list = {list} and listed.parent = coalesce(asked.parent, '00000000-0000-0000-0000-000000000000')
    and listed.since <= %(position)s
    order by listed.since desc limit 1
), 0)
