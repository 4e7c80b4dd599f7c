-- One folder of an export at a time, beside the problems.

-- `missing` says of a comment that it cannot be recorded, nor any vote on it.
create table comment (
    line integer primary key, at integer, id text, author text, body text, verdict text, agrees integer, disagrees integer,
    missing integer default 0
);
create index comment_id on comment (id, line);
create table vote (line integer primary key, at integer, comment text, voter text, choice text);

-- What is to be recorded, in its order. `turn` is the time by which a row takes its place; `ordinal` counts identical rows,
-- `within` those that differ by less than their second at most; `again` says that the voter has voted on the comment before.
create table due (
    number integer primary key, kind integer, line integer, at integer, turn integer, comment text, person text,
    body text, choice text, ordinal integer, within integer, again integer
);

-- name: add_comment
insert into comment (line, at, id, author, body, verdict, agrees, disagrees) values (?, ?, ?, ?, ?, ?, ?, ?);

-- name: add_vote
insert into vote (line, at, comment, voter, choice) values (?, ?, ?, ?, ?);

-- name: find_doubles
-- An id stands for one comment: the first that bears it.
insert into finding (file, line, message)
select :file, line, json_quote('comment-id ' || id || ' stands already in line ' || first
    || ': two comments cannot have one id; correct it, or download the export again')
from (select line, id, min(line) over (partition by id) as first from comment) as numbered
where line > first
order by line;

-- name: drop_doubles
delete from comment where line in (
    select line from (select line, min(line) over (partition by id) as first from comment) as numbered where line > first
);

-- name: find_strays
insert into finding (file, line, message)
select :file, line, json_quote('the vote is on comment ' || comment || ', which is not among the sound rows of comments.csv')
from vote where not exists (select 1 from comment where comment.id = vote.comment)
order by line;

-- name: drop_strays
delete from vote where not exists (select 1 from comment where comment.id = vote.comment);

-- name: line_up
-- All rows by time, those of one time as they stand in their file; a comment before its first vote, whatever its own time.
insert into due (kind, line, at, turn, comment, person, body, choice, ordinal, within, again)
select kind, line, at, turn, comment, person, body, choice, ordinal, within, again from (
    select
        0 as kind, comment.line, comment.at, min(comment.at, coalesce(voted.first, comment.at)) as turn,
        comment.id as comment, comment.author as person, comment.body, null as choice, 1 as ordinal, 1 as within, 0 as again
    from comment
    left join (select comment, min(at) as first from vote group by comment) as voted on voted.comment = comment.id
    union all
    select
        1, line, at, at, comment, voter, null, choice,
        row_number() over (partition by at, comment, voter, choice order by line),
        row_number() over (partition by at / 1000, comment, voter, choice order by at, line),
        row_number() over (partition by comment, voter order by at, line) > 1
    from vote
) order by turn, kind, line;

-- name: due
-- The next rows in order: comments (kind 0), votes (1) or both, up to a moment.
select number, line, at, turn, comment, person, body, choice, ordinal, within, again from due
where number > :after and turn <= :until and kind between :lowest and :highest order by number limit :most;

-- name: drop_due
delete from due where number = ?;

-- name: mark
-- Leaves a comment out, and its moderation with it.
update comment set verdict = null, missing = ? where id = ?;

-- name: find_orphans
insert into finding (file, line, message)
select :file, line, json_quote('the vote is on comment ' || comment || ', which could not be recorded')
from due where kind = 1 and comment in (select id from comment where missing)
order by line;

-- name: drop_orphans
delete from due where kind = 1 and comment in (select id from comment where missing);

-- name: verdicts
-- What moderators have said, by the order of the file.
select line, id, verdict from comment where verdict is not null and line > :after order by line limit :most;

-- name: counted
-- For each comment with counts: these, and how many votes agree and disagree: of all rows, and of each voter's last.
select
    comment.line, comment.id, comment.agrees, comment.disagrees,
    count(case when choice = 'agree' then 1 end),
    count(case when choice = 'disagree' then 1 end),
    count(case when last and choice = 'agree' then 1 end),
    count(case when last and choice = 'disagree' then 1 end)
from comment
left join (
    select comment, choice, row_number() over (partition by comment, voter order by at desc, line desc) = 1 as last
    from vote
) as voted on voted.comment = comment.id
where comment.agrees is not null and comment.disagrees is not null
group by comment.line
order by comment.line;

-- name: to_record
-- For each comment of which something is to be recorded: whether it is new itself, and its votes by choice.
select
    comment.line, comment.id, comment.body, comment.verdict, max(due.kind = 0),
    count(case when choice = 'agree' then 1 end),
    count(case when choice = 'disagree' then 1 end),
    count(case when choice = 'pass' then 1 end)
from due join comment on comment.id = due.comment
group by comment.line
order by comment.line;

-- name: totals
-- What summary.csv counts too.
select
    (select count(distinct voter) from vote) as voters,
    (select count(distinct author) from comment) as commenters,
    (select count(*) from comment) as comments;
