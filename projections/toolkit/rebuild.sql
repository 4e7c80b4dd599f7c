-- A rebuild uses the tables of the read models. No tables of its own.

-- name: alone
-- Tries to take the lock of rebuilds, until the session ends.
select pg_try_advisory_lock(hashtext('sijill rebuild'), 0);

-- name: indexes
-- The SQL that drops, and that creates again, each index that folding does not need: all except those of the open rows.
select
    format('alter table %%s drop constraint %%I', conrelid::regclass, conname),
    format('alter table %%s add constraint %%I %%s', conrelid::regclass, conname, pg_get_constraintdef(oid))
from pg_constraint
where connamespace = %(schema)s::regnamespace and contype in ('p', 'u') and conrelid::regclass <> 'read_model'::regclass
union all
select format('drop index %%s', indexrelid::regclass), pg_get_indexdef(indexrelid)
from pg_index
join pg_class on pg_class.oid = indexrelid
where relnamespace = %(schema)s::regnamespace and indpred is null
and not exists (select from pg_constraint where conindid = indexrelid);

-- name: head
-- The number of entries of the log.
select next from head;

-- name: columns
-- The columns of a schema's tables, with their types.
select table_name, array_agg(array[column_name::text, udt_name::text] order by ordinal_position)
from information_schema.columns where table_schema = %(schema)s group by table_name;

-- name: positions
-- The positions of the read models of {schema}.
select name, next from {schema}.read_model;

-- name: rename
-- Renames the schema {schema}.
alter schema {schema} rename to {name};

-- name: keep
-- Read models that are not rebuilt, with their positions.
insert into {rebuilt}.read_model select name, next, digest, last from {live}.read_model where name = any(%(kept)s);

-- name: drop_table
-- Drops one read model.
drop table if exists {table};

-- name: move
-- Moves one table into another schema.
alter table {table} set schema {schema};

-- name: drop
-- Drops a schema with everything in it.
drop schema if exists {schema} cascade;

-- name: compare
-- The numbers of rows valid before a position that only the live read model has, that only the rebuilt one has, and that
-- both have with different values; and some of their keys.
select
    count(*) filter (where rebuilt.there is null),
    count(*) filter (where live.there is null),
    count(*) filter (where live.there and rebuilt.there),
    (array_agg(distinct {key}::text))[:5]
from (
    select {keys}, true as there, row({values}) as kept from {live} where {wanted}
) as live
full join (
    select {keys}, true as there, row({values}) as kept from {rebuilt} where {wanted}
) as rebuilt using ({keys})
where live.kept is distinct from rebuilt.kept;
