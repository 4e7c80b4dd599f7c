-- name: head
-- The last position; none in an empty log.
select nullif(next, 0) - 1 from record.head;

-- name: events
-- How many events of each name there are, whatever their version.
select regexp_replace(type, '\.v\d+$', ''), sum(number)::bigint
from (
    select convert_from(entry, 'UTF8')::json #>> '{data,type}' as type, count(*) as number from record.log group by 1
) as counted
group by 1 order by 1;

-- name: made
select to_regclass('views.read_model') is not null;

-- name: read_models
select name, nullif(next, 0) - 1 from views.read_model;
