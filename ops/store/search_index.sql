-- The index of the search. Its tables are those of ops/migrations/0006_search.sql.

-- name: state
-- The position that the index wants next, and what its tokens are made by: locked, until the transaction ends.
select next, form from search_index for update;

-- name: clear
-- An empty index, whose tokens are to be made in another way.
truncate searchable;

-- name: begin
-- Starts from the beginning of the log.
update search_index set next = 0, form = %(form)s;

-- name: move
-- The position that the index wants next.
update search_index set next = %(next)s;

-- name: openings
-- Titles and texts that some events have, with the keys that open them.
select opening.event, opening.field, opening.language, opening.key, opening.nonce, opening.sealed, data_key.wrapped
from opening join data_key on data_key.id = opening.key
where opening.event = any(%(events)s) and opening.field in ('title', 'body')
order by opening.event, opening.field desc;

-- name: drop
-- Removes proposals from the index.
delete from searchable where proposal = any(%(proposals)s);

-- name: there
-- The versions of some proposals that are in the index.
select event from searchable where proposal = any(%(proposals)s);

-- name: add
-- Adds a version of a proposal.
insert into searchable (event, proposal, tokens) values (%(event)s, %(proposal)s, %(tokens)s) on conflict do nothing;
