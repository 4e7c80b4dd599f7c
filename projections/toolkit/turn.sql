-- The right to follow the log under a name: a session lock, which ends with its connection. No tables of its own.

-- name: take
-- Whether this connection is now the only one that follows under a name. If its machine vanishes without a word, the database
-- notices within 20 seconds, and not after hours.
select
    pg_try_advisory_lock(hashtext('sijill follower'), hashtext(%(name)s)),
    set_config('tcp_keepalives_idle', '5', false),
    set_config('tcp_keepalives_interval', '5', false),
    set_config('tcp_keepalives_count', '3', false);

-- name: hold
-- Nothing: it fails if the connection is lost, and the lock with it.
select;
