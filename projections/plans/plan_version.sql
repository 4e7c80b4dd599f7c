-- Published versions of plans: each from the position `since` at which it was published, for ever.
create index plan_version_of_plan on plan_version (plan, since);

-- name: published
-- The hash of a version, and the position at which it was published, if that was by a position.
select sha256, since from plan_version where id = %(id)s and {held};

-- list: page by number desc
-- The versions of plans, the last first.
plan = asked.parent
