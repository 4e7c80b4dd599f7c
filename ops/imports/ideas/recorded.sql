-- What the log has of a list of ideas.

-- name: commands
-- Those of some commands that were carried out.
select id from command where id = any(%(ids)b);

-- name: opened_by_imports
-- The consultations of a community that the import of ideas opened.
select id from consultation
where community = %(community)s and source_system = %(system)s and until = 9223372036854775807
order by id;
