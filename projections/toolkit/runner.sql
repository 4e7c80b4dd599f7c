-- How far each read model has come: the position of the next entry that it is to be given; what made it; and the SHA-256 of the
-- last entry that it was given, which must be the one before that position (null: before the first, or not known).
create table read_model (
    name   text primary key,
    next   bigint not null,
    digest text not null,
    last   bytea
);

-- name: columns
-- What the table of positions of a schema has.
select column_name from information_schema.columns where table_schema = %(schema)s and table_name = 'read_model';

-- name: add_last
-- The table of earlier versions had no last entry.
alter table read_model add column last bytea;

-- name: next
-- The next position of every read model, which nobody else may move until this transaction ends; what made each; and which table
-- says so.
select name, next, digest, tableoid::bigint from read_model order by name for update;

-- name: move
-- The next position of all read models but those that are further.
update read_model set next = %(next)s, last = (select sha256(entry) from log where position = %(next)s - 1)
where next < %(next)s;
