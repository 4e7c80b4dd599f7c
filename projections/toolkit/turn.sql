-- The right to follow the log under a name: a session lock, which ends with its connection. No tables of its own.

-- name: take
-- Tries to take the lock of a name. If the holder's machine vanishes without closing the connection, the database notices
-- within 20 seconds instead of hours.
select
    pg_try_advisory_lock(hashtext('sijill follower'), hashtext(%(name)s)),
    set_config('tcp_keepalives_idle', '5', false),
    set_config('tcp_keepalives_interval', '5', false),
    set_config('tcp_keepalives_count', '3', false);

-- name: hold
-- Does nothing; it fails if the connection, and with it the lock, is lost.
select;
