-- Who may keep files. No tables of its own: offices are a read model's.

-- name: communities
-- The communities where anybody holds an office that is more than a citizen's.
select distinct community from office where until = 9223372036854775807 and roles <> '{}' and roles <> '{citizen}';

-- name: holds
-- Whether one of some (community and person) holds an office that is more than a citizen's.
select exists (
    select 1 from office
    where id = any(%(ids)b) and until = 9223372036854775807 and roles <> '{}' and roles <> '{citizen}'
);
