-- Published versions of plans: each from the position `since` at which it was published, for ever.
create table plan_version (
    id        uuid,
    plan      uuid not null,
    number    integer not null,
    sha256    text not null,
    published timestamptz not null,
    process   jsonb not null,
    since     bigint,
    until     bigint not null,
    primary key (id, since)
);
create index plan_version_open on plan_version (id) where until = 9223372036854775807;
create index plan_version_of_plan on plan_version (plan, since);

-- name: published
-- The hash of a version, and the position at which it was published, if that was by a position.
select sha256, since from plan_version where id = %(id)s and since <= %(position)s and %(position)s < until;

-- list: page by number desc
-- The versions of plans, the last first.
plan = asked.parent
