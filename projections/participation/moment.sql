-- When the ballots of imported consultations were cast.
create table moment (
    root        uuid not null,
    occurred_at timestamptz not null,
    position    bigint not null,
    primary key (root, occurred_at, position)
);

-- name: position
-- The last position of an imported consultation's ballots that were cast at an instant or before; before the first ballot,
-- the position just before it.
select coalesce(
    (
        select position from moment where root = %(root)s and occurred_at <= %(instant)s
        order by occurred_at desc, position desc limit 1
    ),
    (select position - 1 from moment where root = %(root)s order by occurred_at, position limit 1)
);
