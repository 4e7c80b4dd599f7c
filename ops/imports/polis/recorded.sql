-- What the log has of a conversation's rows.

-- name: commands
-- Those of some commands that were carried out.
select id from command where id = any(%(ids)b);

-- name: votes
-- The entries of some ballots.
select entry from log where stream = any(%(streams)b);

-- name: submissions
-- The first entries of some proposals.
select entry from log where stream = any(%(streams)b) and version = 1;
