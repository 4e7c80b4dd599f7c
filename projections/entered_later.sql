-- Entries of a root that were recorded after others of it whose facts are newer.
create table entered_later (
    root     uuid not null,
    fact     timestamptz not null,
    position bigint not null,
    primary key (root, position)
);

-- The newest fact of each root.
create table newest_fact (
    root uuid primary key,
    fact timestamptz not null
);

-- name: newest
-- The newest facts of some roots.
select root, fact from newest_fact where root = any(%(roots)b);

-- name: begin
-- The newest facts of roots that had none.
insert into newest_fact (root, fact)
select root, fact from unnest(%(roots)b::uuid[], %(facts)b::timestamptz[]) as begun (root, fact);

-- name: move
-- Newer facts of roots that had one.
update newest_fact set fact = moved.fact
from unnest(%(roots)b::uuid[], %(facts)b::timestamptz[]) as moved (root, fact)
where newest_fact.root = moved.root;

-- name: number
-- How many entries of the roots of some streams were entered later, of those whose facts are not after a moment.
select count(*) from entered_later
where fact <= %(moment)s and root in (
    select (convert_from(entry, 'UTF8')::json ->> 'root')::uuid from log where stream = any(%(ids)b) and version = 1
);
