-- A rebuild works with the tables of the read models alone: it has none of its own.

-- name: alone
-- Whether this session is now the only one to rebuild; it remains so until it ends.
select pg_try_advisory_lock(hashtext('sijill rebuild'), 0);

-- name: indexes
-- What drops, and what makes again, each index that folding does without: all but those on the open rows.
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
-- How many entries the log has.
select next from head;

-- name: columns
-- The columns of a schema's tables, each with its type.
select table_name, array_agg(array[column_name::text, udt_name::text] order by ordinal_position)
from information_schema.columns where table_schema = %(schema)s group by table_name;

-- name: positions
-- How far the read models of {schema} have come.
select name, next from {schema}.read_model;

-- name: rename
-- Takes the schema {schema} out of the way, or in.
alter schema {schema} rename to {name};

-- name: keep
-- Read models that stay as they are, with how far they have come.
insert into {rebuilt}.read_model select name, next, digest, last from {live}.read_model where name = any(%(kept)s);

-- name: drop_table
-- One read model.
drop table if exists {table};

-- name: move
-- Takes one table into another schema.
alter table {table} set schema {schema};

-- name: drop
-- A schema and all in it.
drop schema if exists {schema} cascade;

-- name: compare
-- How many rows that hold before a position are only among the live ones, only among the rebuilt ones, or in both with other
-- values; and some of the things concerned.
select
    count(*) filter (where rebuilt.there is null),
    count(*) filter (where live.there is null),
    count(*) filter (where live.there and rebuilt.there),
    (array_agg(distinct {key}::text))[:5]
from (
    select {keys}, true as there, row({values}) as kept from {live} where {since} < %(before)b
) as live
full join (
    select {keys}, true as there, row({values}) as kept from {rebuilt} where {since} < %(before)b
) as rebuilt using ({keys})
where live.kept is distinct from rebuilt.kept;
