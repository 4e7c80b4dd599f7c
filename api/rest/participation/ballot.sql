-- A voter's own ballot, from the log itself: one reads one's own vote as soon as it is recorded.

-- name: last
-- The last entry of a ballot's stream.
select position, entry from log where stream = %(stream)s order by version desc limit 1;
