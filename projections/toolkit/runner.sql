-- How far each read model has come: the position of the next entry that it is to be given; and what made it.
create table read_model (
    name   text primary key,
    next   bigint not null,
    digest text not null
);

-- name: columns
-- What the table of positions of a schema has.
select column_name from information_schema.columns where table_schema = %(schema)s and table_name = 'read_model';

-- name: next
-- The next position of every read model, which nobody else may move until this transaction ends; what made each; and which table
-- says so.
select name, next, digest, tableoid::bigint from read_model order by name for update;

-- name: move
-- The next position of all read models but those that are further.
update read_model set next = %(next)s where next < %(next)s;
