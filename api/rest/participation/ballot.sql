-- A voter's own ballot, from the log itself: one reads one's own vote as soon as it is recorded.

-- name: last
-- The last entry of a person's ballot on a proposal: of the two streams that it may have, by the pseudonym on ballots, or by
-- that in words where the consultation knows one, there is one.
select position, entry from log where stream = any(%(streams)b::uuid[]) order by version desc limit 1;
