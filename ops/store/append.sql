-- One batch of commands into the log: a verdict for each that is not stale.
select number, outcome, thing, version, "position", events, fingerprint from append(
    %(command_ids)b::uuid[], %(fingerprints)b::bytea[], %(things)b::uuid[], %(versions)b::integer[],
    %(recorded)b::timestamptz[],
    %(check_commands)b::integer[], %(check_streams)b::uuid[], %(check_versions)b::integer[],
    %(event_commands)b::integer[], %(event_streams)b::uuid[], %(event_versions)b::integer[], %(entries)b::bytea[],
    %(opening_commands)b::integer[], %(opening_events)b::uuid[], %(opening_fields)b::text[], %(opening_keys)b::uuid[],
    %(opening_languages)b::text[], %(opening_nonces)b::bytea[], %(opening_sealed)b::bytea[],
    %(whole)s
)
