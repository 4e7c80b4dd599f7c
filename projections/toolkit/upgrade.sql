-- An upgrade works with the table of positions alone.

-- name: recognise
-- Read models by the digest that they had before, and by the one that they have now.
update views.read_model set digest = former.now
from unnest(%(names)s::text[], %(former)s::text[], %(now)s::text[]) as former (name, digest, now)
where read_model.name = former.name and read_model.digest = former.digest;
