-- Uploads. The tables are made by ops/migrations/0008_uploads.sql.

-- name: reserve
-- Reserves bytes and one file of an account's share of today, if they fit. Gives the day.
insert into accounts.upload as upload (account, day, bytes, files)
select %(account)s, (now() at time zone 'UTC')::date, %(bytes)s::bigint, 1
where %(bytes)s::bigint <= %(most_bytes)s::bigint and %(most_files)s::bigint > 0
on conflict (account) do update set
    day = greatest(upload.day, excluded.day),
    bytes = excluded.bytes + case when upload.day < excluded.day then 0 else upload.bytes end,
    files = 1 + case when upload.day < excluded.day then 0 else upload.files end
where upload.day < excluded.day
    or (upload.bytes + excluded.bytes <= %(most_bytes)s::bigint and upload.files < %(most_files)s::bigint)
returning day;

-- name: release
-- Gives back a part of what was reserved on a day.
update accounts.upload set bytes = bytes - %(bytes)s::bigint, files = files - %(files)s::integer
where account = %(account)s and day = %(day)s;

-- name: tomorrow
-- The seconds until the next day.
select ceil(extract(epoch from
    (date_trunc('day', now() at time zone 'UTC') + interval '1 day') - (now() at time zone 'UTC')
))::integer;

-- name: arrived
-- A file has arrived: the sweep leaves it alone for some time. Waits for a sweep that deletes the same file.
insert into uploaded_file (sha256, used_at) values (%(sha256)s, clock_timestamp())
on conflict (sha256) do update set used_at = excluded.used_at;

-- name: wanted
-- A command wants to name a file: the sweep leaves it alone for some time. Waits for a sweep that deletes the same file.
update uploaded_file set used_at = clock_timestamp() where sha256 = %(sha256)s;
