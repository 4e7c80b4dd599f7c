-- The sweep of unnamed files. The table is made by ops/migrations/0008_uploads.sql.

-- name: limits
-- The last position of the log, and the moment before which a file must have been used last to be swept.
select next - 1, clock_timestamp() - %(age)s::interval from head;

-- name: oldest
-- Locks the file that was used longest ago, if that was before a moment. Another server may sweep others at the same time.
select sha256 from uploaded_file where used_at < %(before)s order by used_at limit 1 for update skip locked;

-- name: named
-- Whether all read models have reached a position, and whether an event names a file.
select
    coalesce((select min(next) > %(position)s from read_model), false),
    exists (select from document where sha256 = %(sha256)s);

-- name: forget
-- The file is named, or deleted.
delete from uploaded_file where sha256 = %(sha256)s;
