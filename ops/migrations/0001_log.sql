-- The log and the one function that appends to it. Migrations run with the search path at
-- `record`; the library's own test classes run this file in a schema of their own.

create table head (
    only_row boolean primary key default true check (only_row),
    next     bigint not null default 0,
    at       timestamptz not null default '-infinity'
);
comment on table head is 'The position that the next entry will get, and the log time of the last: locked by whoever appends.';
insert into head default values;

create table log (
    position bigint primary key,
    at       timestamptz not null,
    stream   uuid not null,
    version  integer not null,
    entry    bytea not null check (octet_length(entry) <= 65535),
    constraint one_event_per_version unique (stream, version)
);
comment on table log is 'Every event: gap-free positions from 0 in commit order; `at` is the running maximum of recorded_at.';
alter table log alter column entry set storage plain;

create table command (
    id          uuid primary key,
    fingerprint bytea not null,
    thing       uuid not null,
    version     integer not null,
    position    bigint not null,
    events      smallint not null
);
comment on table command is 'The outcome of every command that was given an idempotency key: ids and positions, no text.';

create table opening (
    event    uuid not null,
    field    text not null,
    key      uuid not null,
    language text not null,
    nonce    bytea not null,
    sealed   bytea not null,
    words    tsvector not null,
    primary key (event, field)
);
comment on table opening is 'Salt and text of every sealed field, encrypted with a data key; its words, for the search, go with it.';
create index opening_words on opening using gin (words);

create type verdict as (number integer, outcome text, thing uuid, version integer, "position" bigint, events smallint, fingerprint bytea);

-- Appends what a batch of commands came to, each command whole or not at all, and gives each its verdict: accepted, repeated
-- (with the stored outcome) or none: it is stale (something it looked at has moved, or
-- its time is more than a second from this clock's).
-- Commands are numbered from 1; a check says that a stream is still at a version (0: no such stream); events come in the
-- order in which they are to stand in the log.
create function append(
    command_ids uuid[], fingerprints bytea[], things uuid[], versions integer[], recorded timestamptz[],
    check_commands integer[], check_streams uuid[], check_versions integer[],
    event_commands integer[], event_streams uuid[], event_versions integer[], entries bytea[],
    opening_commands integer[], opening_events uuid[], opening_fields text[], opening_keys uuid[],
    opening_languages text[], opening_nonces bytea[], opening_sealed bytea[], opening_configs text[], opening_words text[],
    whole boolean
) returns setof verdict
language plpgsql security definer
set search_path from current
set enable_seqscan = off  -- a log without statistics would be read from end to end
set enable_hashjoin = off
set enable_mergejoin = off
as $$
declare
    first   bigint;
    latest  timestamptz;
    clock   timestamptz;
    refused integer[];
    added   bigint;
begin
    select head.next, head.at into first, latest from head for update;
    clock := clock_timestamp();

    return query
    select asked.number::integer, 'repeated', known.thing, known.version, known.position, known.events, known.fingerprint
    from unnest(command_ids) with ordinality as asked (id, number)
    join command as known on known.id = asked.id;

    refused := array(
        select asked.number::integer
        from unnest(command_ids) with ordinality as asked (id, number)
        join command as known on known.id = asked.id
    );
    refused := refused || array(
        select checked.number
        from unnest(check_commands, check_streams, check_versions) as checked (number, stream, version)
        left join lateral (
            select log.version from log where log.stream = checked.stream order by log.version desc limit 1
        ) as last on true
        where checked.number <> all (refused)
        and case when last.version is null then checked.version > 0 else checked.version <> last.version end
        union
        select asked.number::integer
        from unnest(recorded) with ordinality as asked (at, number)
        where asked.number <> all (refused)
        and asked.at not between clock - interval '1 second' and clock + interval '1 second'
    );
    if whole and refused <> '{}' then
        return;
    end if;

    insert into log (position, at, stream, version, entry)
    select
        first - 1 + row_number() over (order by event.ordinality),
        greatest(latest, max(recorded[event.number]) over (order by event.ordinality rows unbounded preceding)),
        event.stream, event.version, event.entry
    from unnest(event_commands, event_streams, event_versions, entries)
        with ordinality as event (number, stream, version, entry, ordinality)
    where refused = '{}' or event.number <> all (refused);
    get diagnostics added = row_count;

    if added > 0 then
        update head set next = first + added, at = (select log.at from log where log.position = first + added - 1);
    end if;

    insert into opening (event, field, key, language, nonce, sealed, words)
    select given.event, given.field, given.key, given.language, given.nonce, given.sealed,
        strip(to_tsvector(given.config::regconfig, given.words))
    from unnest(
        opening_commands, opening_events, opening_fields, opening_keys, opening_languages, opening_nonces, opening_sealed,
        opening_configs, opening_words
    ) as given (number, event, field, key, language, nonce, sealed, config, words)
    where given.number <> all (refused);

    return query
    with outcome as (
        select
            asked.number::integer as number, asked.id, asked.fingerprint, asked.thing, asked.version,
            coalesce(counted.events, 0)::smallint as events,
            first - 1 + sum(coalesce(counted.events, 0)) over (order by asked.number) as position
        from unnest(command_ids, fingerprints, things, versions)
            with ordinality as asked (id, fingerprint, thing, version, number)
        left join (
            select event.number, count(*) as events from unnest(event_commands) as event (number) group by event.number
        ) as counted using (number)
        where refused = '{}' or asked.number <> all (refused)
    ), stored as (
        insert into command (id, fingerprint, thing, version, position, events)
        select outcome.id, outcome.fingerprint, outcome.thing, outcome.version, outcome.position, outcome.events
        from outcome where outcome.id is not null
    )
    select
        outcome.number, 'accepted', outcome.thing, outcome.version, outcome.position::bigint, outcome.events,
        outcome.fingerprint
    from outcome;

    if added > 0 then
        perform pg_notify('log_' || current_schema, (first + added - 1)::text);
    end if;
end
$$;

-- The last position whose log time is not after an instant; null before the first. Halves the log: no index is needed.
create function position_at(instant timestamptz) returns bigint
language plpgsql stable
set search_path from current
as $$
declare
    low  bigint := -1;
    high bigint := (select next from head);
    mid  bigint;
begin
    while high - low > 1 loop
        mid := (low + high) / 2;
        if (select at from log where position = mid) <= instant then low := mid; else high := mid; end if;
    end loop;
    return nullif(low, -1);
end
$$;

-- The log as an auditor reads it.
create view entries as
select position, at, stream, version, convert_from(entry, 'UTF8')::json as entry from log;
