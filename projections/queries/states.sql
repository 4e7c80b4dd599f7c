-- Entries of streams, from the log. No tables of its own.

-- name: entries
-- All entries of some streams up to a position, each stream's in their order.
select stream, entry from log where stream = any(%(streams)b) and position <= %(position)s order by stream, version;
