-- Plans, from position `since` to just before `until`.
create table plan (
    id             uuid,
    community      uuid not null,
    kind           text not null,
    title          jsonb not null,
    starts         date not null,
    ends           date,
    network        uuid,
    previous       uuid,
    process        jsonb not null,
    opened         timestamptz not null,
    stage          text,
    entered        jsonb not null,
    drafts         integer not null,
    adopted_number integer,
    adoptions      jsonb not null,
    evaluation     jsonb,
    closed         boolean not null,
    close_reason   jsonb,
    version        integer not null,
    since          bigint,
    until          bigint not null,
    primary key (id, since)
);
create index plan_open on plan (id) where until = 9223372036854775807;
create index plan_of_community on plan (community, since);
create index plan_following on plan (previous, since) where previous is not null;

-- list: page
-- Plans of communities (of all for a parent that is null), those that start last first: all, or of a kind, in a stage, closed
-- or not.
select id, since, (date '2000-01-01' - starts)::bigint as sort
from plan
where (asked.parent is null or community = asked.parent)
and (%(kind)s::text is null or kind = %(kind)s)
and (%(stage)s::text is null or stage = %(stage)s)
and (%(closed)s::boolean is null or closed = %(closed)s)
and since <= %(position)s and %(position)s < until;

-- list: following
-- The plans that follow a plan, in the order in which they start.
select id, since, (starts - date '2000-01-01')::bigint as sort
from plan
where previous = asked.parent
and since <= %(position)s and %(position)s < until;
