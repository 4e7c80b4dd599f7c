-- The report of an import. `message` is JSON: a message with its code and values, or a plain text.
create table finding (
    number integer primary key, list text not null default 'problems', file text not null, line integer, message text not null, sheet text,
    "column" text, accepted integer not null default 0
);
create index finding_list on finding (list, number);
create table understood (number integer primary key, content text not null);
create table thing (number integer primary key, state text not null, kind text not null, content text not null);

-- name: add
insert into finding (list, file, line, message, sheet, "column", accepted) values (:list, :file, :line, :message, :sheet, :column, :accepted);

-- name: findings
select file, line, message, sheet, "column", accepted from finding where list = :list order by number limit :most;

-- name: count
select count(*) from finding where list = ?;

-- name: withheld
-- The number of doubts that nobody accepted.
select count(*) from finding where list = 'doubts' and not accepted;

-- name: understand
insert into understood (content) values (?);

-- name: understood
select content from understood order by number;

-- name: thing
insert into thing (state, kind, content) values (?, ?, ?);

-- name: things
select content from thing order by number;
