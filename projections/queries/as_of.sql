-- The position of the read models. No tables of its own.

-- name: reached
-- The last position that all read models have taken in (-1: none), the rebuild that they stem from, and the last position
-- at which words were hidden, withdrawn or shown again.
select
    coalesce((select min(next) - 1 from read_model), -1),
    'read_model'::regclass::oid::bigint,
    coalesce(greatest(
        (select max(case when {open} then since else until end) from proposal where {hides}),
        (select max(case when {open} then since else until end) from comment where {hides})
    ), -1);

-- name: position_at
-- The last position whose log time is not after an instant; -1 before the first.
select coalesce(position_at(%(instant)s), -1);

-- name: log_time
-- The log time of a position.
select at from log where position = %(position)s;

-- name: last
-- The last position of the log, whether read models have taken it in or not.
select next - 1 from head;
