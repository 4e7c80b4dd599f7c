-- Openings hold no word in clear any more: the search has keyed tokens in a table of its own (0006_search.sql). As 0001_log.sql, this
-- file also runs in the schemas of other applications of the library.

drop index opening_words;
alter table opening drop column words;
-- A dropped column's values stay in their rows until the table is written again, which this does.
cluster opening using opening_pkey;
alter table opening set without cluster;
comment on table opening is 'Salt and text of every sealed field, encrypted with a data key.';

drop function append(
    uuid[], bytea[], uuid[], integer[], timestamptz[], integer[], uuid[], integer[], integer[], uuid[], integer[], bytea[],
    integer[], uuid[], text[], uuid[], text[], bytea[], bytea[], text[], text[], boolean
);

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
    opening_languages text[], opening_nonces bytea[], opening_sealed bytea[],
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

    insert into opening (event, field, key, language, nonce, sealed)
    select given.event, given.field, given.key, given.language, given.nonce, given.sealed
    from unnest(
        opening_commands, opening_events, opening_fields, opening_keys, opening_languages, opening_nonces, opening_sealed
    ) as given (number, event, field, key, language, nonce, sealed)
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
