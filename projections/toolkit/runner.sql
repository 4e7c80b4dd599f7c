-- The position of each read model: that of the next entry to fold; its digest; and the SHA-256 of the last entry that it
-- has folded, which the log must have just before that position (null: none yet, or not known).
create table read_model (
    name   text primary key,
    next   bigint not null,
    digest text not null,
    last   bytea
);

-- name: columns
-- The columns of a schema's table of positions.
select column_name from information_schema.columns where table_schema = %(schema)s and table_name = 'read_model';

-- name: add_last
-- The table of earlier versions had no last entry.
alter table {schema}.read_model add column last bytea;

-- name: next
-- Locks and reads the next position of every read model, with its digest and the table's oid, until this transaction ends.
select name, next, digest, tableoid::bigint from read_model order by name for update;

-- name: move
-- Advances the next position of all read models, except those that are further.
update read_model set next = %(next)s, last = (select sha256(entry) from log where position = %(next)s - 1)
where next < %(next)s;
