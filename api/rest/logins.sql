-- What somebody may do, from the log itself.

-- name: offices
-- What has happened to the offices that somebody holds: the streams are theirs in a community and on the platform.
select stream, entry from log where stream = any(%(streams)s) order by position;
