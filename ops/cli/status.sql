-- name: head
-- The last position; none in an empty log.
select nullif(next, 0) - 1 from record.head;

-- name: events
-- How many events of each name there are, whatever their version. Cut out rather than parsed, which takes a third of the
-- time: entries are canonical, a quote inside a string is never bare, and no field before it is named so.
select regexp_replace(type, '\.v\d+$', ''), sum(number)::bigint
from (
    select split_part(split_part(convert_from(entry, 'UTF8'), '"type":"', 2), '"', 1) as type, count(*) as number
    from record.log group by 1
) as counted
group by 1 order by 1;

-- name: made
select to_regclass('views.read_model') is not null;

-- name: read_models
select name, nullif(next, 0) - 1 from views.read_model;
