-- Advisory opinions on versions of plans, from position `since` to just before `until`.
create table opinion (
    id           uuid,
    community    uuid not null,
    body         uuid not null,
    plan         uuid not null,
    number       integer not null,
    sha256       text not null,
    question     jsonb not null,
    requested_at timestamptz not null,
    due          timestamptz,
    rule         jsonb,
    verdict      text,
    text         jsonb,
    document     jsonb,
    delivered_at timestamptz,
    answer       jsonb,
    followed     text,
    answered_at  timestamptz,
    since        bigint,
    until        bigint not null,
    primary key (id, since)
);
create index opinion_open on opinion (id) where until = 9223372036854775807;
create index opinion_of_community on opinion (community, since);
create index opinion_on_plan on opinion (plan, since);
create index opinion_of_body on opinion (body, since);

-- filter: number
-- On which version.
number = %(number)s

-- list: page counted by instant requested_at desc
-- Opinions that communities asked for, the last first.
community = asked.parent

-- list: on_plan by instant requested_at
-- Opinions on versions of plans, in the order in which they were asked for.
plan = asked.parent

-- list: of_body by instant requested_at desc
-- Opinions that bodies were asked for, the last first.
body = asked.parent
