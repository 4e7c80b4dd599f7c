-- What every read model's table is asked, in its own name and columns. No tables of its own.

-- name: open
-- The open rows of some keys.
select {columns}, since from {table} where {key} = any(%(keys)b) and {open};

-- name: close
-- Ends rows that were open, each at its position.
update {table} set until = ended.at
from unnest(%(keys)b::uuid[], %(ends)b::bigint[]) as ended (key, at)
where {table}.{key} = ended.key and {open {table}};

-- name: of
-- Some things as they stood at a position.
select {columns} from {table} where {key} = any(%(ids)b) and {held};

-- name: is_one
-- Which of some things are of this kind, as far as they were there at a position.
select {key}, {kind} from {table} where {key} = any(%(ids)b) and {held}
