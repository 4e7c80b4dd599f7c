-- The queries of every read model, in its own table name and columns. No tables of its own.

-- name: open
-- The open rows of some keys.
select {columns}, since, fact_since from {table} where {key} = any(%(keys)b) and {open};

-- name: close
-- Closes open rows, each at its position and at the time of the fact that is recorded there.
update {table} set until = ended.position, fact_until = ended.fact
from unnest(%(keys)b::uuid[], %(positions)b::bigint[], %(facts)b::timestamptz[]) as ended (key, position, fact)
where {table}.{key} = ended.key and {open {table}};

-- name: later
-- The versions of one row that are valid when a fact occurs, or later.
select {columns}, since, until, fact_since, fact_until from {table}
where {key} = %(key)b and %(fact)b < fact_until and fact_since < fact_until order by fact_since;

-- name: remove
-- Deletes versions of one row that are valid by neither clock.
delete from {table}
using unnest(%(sinces)b::bigint[], %(formers)b::timestamptz[], %(fact_sinces)b::timestamptz[], %(fact_untils)b::timestamptz[])
    as changed (since, former, fact_since, fact_until)
where {table}.{key} = %(key)b and {table}.since = changed.since and {table}.fact_since = changed.former
and changed.since = {forever} and changed.fact_since = changed.fact_until;

-- name: change
-- Changes the times of versions of one row; `former` is the `fact_since` that they had.
update {table} set until = changed.until, fact_since = changed.fact_since, fact_until = changed.fact_until
from unnest(
    %(sinces)b::bigint[], %(formers)b::timestamptz[],
    %(untils)b::bigint[], %(fact_sinces)b::timestamptz[], %(fact_untils)b::timestamptz[]
) as changed (since, former, until, fact_since, fact_until)
where {table}.{key} = %(key)b and {table}.since = changed.since and {table}.fact_since = changed.former;

-- name: of
-- Rows by key as of a position.
select {columns} from {table} where {key} = any(%(ids)b) and {held};

-- name: is_one
-- The ids, of some, that had a row of this kind at a position.
select {key}, {kind} from {table} where {key} = any(%(ids)b) and {held}
