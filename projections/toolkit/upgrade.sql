-- An upgrade uses the table of positions. No tables of its own.

-- name: recognise
-- Replaces the former digest of read models by the present one.
update views.read_model set digest = former.now
from unnest(%(names)s::text[], %(former)s::text[], %(now)s::text[]) as former (name, digest, now)
where read_model.name = former.name and read_model.digest = former.digest;
