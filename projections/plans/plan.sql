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

-- filter: kind
kind = %(kind)s

-- filter: stage
stage = %(stage)s

-- filter: closed
closed = %(closed)s

-- list: page counted by date '2000-01-01' - starts
-- Plans of communities, those that start last first.
community = asked.parent

-- list: all counted by date '2000-01-01' - starts
-- Plans of all communities, in the same order.
true

-- list: following by starts - date '2000-01-01'
-- The plans that follow a plan, in the order in which they start.
previous = asked.parent
