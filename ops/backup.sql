-- What backing up and restoring ask of the database. No tables of their own.

-- name: settings
-- How values are written as text, whatever the session's habits.
set local timezone = 'UTC'; set local datestyle = 'ISO, YMD'; set local intervalstyle = 'postgres';
set local bytea_output = 'hex'; set local extra_float_digits = 1; set local row_security = off;

-- name: tables
-- Every table of the record and of the accounts, its columns, and about how many rows it has.
select
    nspname || '.' || relname as name,
    array(
        select attname::text from pg_attribute
        where attrelid = pg_class.oid and attnum > 0 and not attisdropped and attgenerated = ''
        order by attnum
    ) as columns,
    greatest(reltuples, 0)::bigint as rows
from pg_class join pg_namespace on pg_namespace.oid = relnamespace
where nspname in ('record', 'accounts') and relkind = 'r' and relpersistence = 'p'
order by name;

-- name: head
-- The next position.
select next from record.head;

-- name: migrations
-- What has made the tables.
select name, sha256 from record.migration;

-- name: keys
-- The data keys, as they are wrapped.
select id, wrapped from record.data_key;

-- name: alone
-- Nobody appends until this transaction ends.
lock table record.head, record.log in access exclusive mode;

-- name: faults
-- What a log must not be: without an entry at some position, with a version missing, going back in time, or not ending at its
-- head.
select
    (select count(*) <> head.next or min(position) <> 0 or max(position) <> head.next - 1 from record.log) as positions,
    exists (
        select from (
            select version, row_number() over (partition by stream order by version) as number from record.log
        ) as numbered where version <> number
    ) as versions,
    exists (
        select from (select at, lag(at) over (order by position) as before from record.log) as timed where at < before
    ) or (select max(at) <> head.at from record.log) as times
from record.head;
