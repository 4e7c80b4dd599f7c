-- What a check of the log asks of the database, in one transaction and so of one moment.

-- name: begin
-- The table of what entries say of themselves, and nobody else's: it lets the database compare what would not fit into memory.
create temporary table identities (
    position bigint not null,
    event    uuid not null,
    command  uuid not null
) on commit drop;

-- name: head
-- The next position and the log time by the head, and how many entries there are.
select next, at, (select count(*) from log) from head;

-- name: entries
-- The log.
select position, at, stream, version, entry from log order by position;

-- name: analyze
-- So that the comparisons below are planned for as many rows as there are.
analyze identities;

-- name: versions
-- The versions of a stream that do not count from 1, in the order of the log: how many, and the first of them.
select count(*), (array_agg(position order by position))[1]
from (
    select position, version,
        row_number() over (partition by stream order by version) as number,
        lag(position) over (partition by stream order by version) as before
    from log
) as numbered
where version <> number or position < before;

-- name: repeated
-- Event ids that more than one entry has: how many entries, and the first of them.
select coalesce(sum(number), 0), min(position)
from (select count(*) as number, min(position) as position from identities group by event having count(*) > 1) as repeated;

-- name: without_command
-- Entries whose command has no outcome: how many, and the first of them.
select count(*), min(position) from identities where not exists (select from command where id = identities.command);

-- name: commands
-- How many outcomes there are.
select count(*) from command;

-- name: without_entries
-- Outcomes that are not those of the entries: how many, and the first of them. An outcome gives the last position and the number
-- of its command's entries, which stand together; the thing's version after them; and a fingerprint of 16 bytes.
select count(*), (array_agg(command.id order by command.position))[1]
from command
left join (
    select command as id, count(*) as number, min(position) as first, max(position) as last from identities group by command
) as own on own.id = command.id
where coalesce(own.number, 0) <> command.events
or (own.number > 0 and (own.last <> command.position or own.first <> command.position - command.events + 1))
or command.position >= (select next from head)
or octet_length(command.fingerprint) <> 16
or (command.version > 0 and not exists (
    select from log where stream = command.thing and log.version = command.version and log.position <= command.position
));

-- name: openings
-- The openings of some events.
select event, field, key, language, nonce, sealed from opening where event = any(%(events)b);

-- name: keys
-- Some data keys, as they are wrapped.
select id, wrapped from data_key where id = any(%(keys)b);

-- name: any_key
-- One data key.
select id, wrapped from data_key limit 1;

-- name: strays
-- Openings of events that the log does not have: how many, and one of them.
select count(*), min(event::text || '/' || field)
from opening where not exists (select from identities where identities.event = opening.event);
