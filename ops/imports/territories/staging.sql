-- The rows of one folder, beside the problems. `level` says in which file a row stands, from 0; `name` is JSON;
-- `population` was counted in `year`.
create table territory (
    number integer primary key, level integer, line integer, code text, parent text, kind text, name text,
    population integer, year integer
);
create index territory_code on territory (code, number);
create index territory_parent on territory (level, parent);

-- name: add
insert into territory (level, line, code, parent, kind, name, population, year) values (?, ?, ?, ?, ?, ?, ?, ?);

-- name: find_doubles
-- A code stands for one community: the first row that bears it.
insert into finding (file, line, message)
select json_extract(:files, '$[' || double.level || ']'), double.line, json_object('code', 'territory-twice', 'values', json_object(
    'code', double.code, 'line', first.line, 'file', json_extract(:files, '$[' || first.level || ']')
))
from territory as double
join territory as first on first.number = (select min(number) from territory where code = double.code)
where double.number > first.number
order by double.number;

-- name: drop_doubles
delete from territory where exists (
    select 1 from territory as first where first.code = territory.code and first.number < territory.number
);

-- name: find_turned
insert into finding (file, line, message)
select json_extract(:files, '$[' || level || ']'), line, json_object(
    'code', 'territory-misplaced', 'values', json_object('code', code, 'parent', parent)
)
from territory where exists (
    select 1 from territory as below where below.code = territory.parent and below.level >= territory.level
)
order by number;

-- name: drop_turned
delete from territory where exists (
    select 1 from territory as below where below.code = territory.parent and below.level >= territory.level
);

-- name: outside
-- The codes that rows of a level name as their parents', and that no row of a level above bears.
select distinct parent from territory as below
where level = :level and parent > :after
and not exists (select 1 from territory as above where above.code = below.parent and above.level < below.level)
order by parent limit :most;

-- name: find_strays
insert into finding (file, line, message)
select json_extract(:files, '$[' || level || ']'), line, json_object(
    'code', 'territory-without-parent', 'values', json_object('code', code, 'parent', parent)
)
from territory where level = :level and parent in (select value from json_each(:parents))
order by number;

-- name: drop_strays
delete from territory where level = :level and parent in (select value from json_each(:parents));

-- name: waiting
select number, level, line, code, parent, kind, name, population, year
from territory where number > :after order by number limit :most;

-- name: drop
delete from territory where number = ?;
