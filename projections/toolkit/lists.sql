-- The queries that all lists share. No tables of its own.

-- name: window
-- For each of some parents: the total of the list, if requested (`offset 0`: computed once, not for each row), and one page
-- in order, after or before a cursor. If an index has the order, no more rows are read than the page has. An empty list, or
-- a page beyond the end, is one row with the total only.
{sources}select asked.parent, total.number, {table}.*{joined_columns}
from unnest(%(parents)b::uuid[]) as asked (parent)
cross join lateral (select {number} as number offset 0) as total
left join lateral (
    select {sort} as sort, {columns}{columns_of_all}
    from {table}
    {joined_to_all}
    where {standing}{from_cursor}
    order by {order}
    limit {count}
) as {table} on true
{joined};

-- name: standing
-- The things of a list at a position.
{conditions} and {held {table}}

-- name: counted
-- The total of a list, counted.
(select count(*) from {table} where {standing})

-- name: kept
-- The total of a list, as stored.
coalesce((
    select listed.number from listed
    where listed.list = {list} and listed.parent = coalesce(asked.parent, '00000000-0000-0000-0000-000000000000')
    and listed.since <= %(position)s
    order by listed.since desc limit 1
), 0)
