create table problem (
    number integer primary key, file text not null, line integer, reason text not null, sheet text, "column" text
);

-- name: problem
insert into problem (file, line, reason, sheet, "column") values (:file, :line, :reason, :sheet, :column);

-- name: problems
select file, line, reason, sheet, "column" from problem order by number limit :most;
