-- Who speaks for an organisation, from the log itself.

-- name: entries
-- What has happened to an organisation.
select entry from log where stream = %(organisation)s order by version;
