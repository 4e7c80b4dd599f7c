create table problem (number integer primary key, file text not null, line integer, reason text not null);

-- name: problem
insert into problem (file, line, reason) values (:file, :line, :reason);

-- name: problems
select file, line, reason from problem order by number limit :most;
