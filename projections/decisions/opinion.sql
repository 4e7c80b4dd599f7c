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

-- part: fits
-- What is asked of an opinion in every list: on which version.
(%(number)s::integer is null or number = %(number)s)
and since <= %(position)s and %(position)s < until

-- list: page
-- Opinions that communities asked for, the last first.
select id, since, -(extract(epoch from requested_at) * 1000000)::bigint as sort
from opinion
where community = asked.parent and {fits};

-- list: on_plan
-- Opinions on versions of plans, in the order in which they were asked for.
select id, since, (extract(epoch from requested_at) * 1000000)::bigint as sort
from opinion
where plan = asked.parent and {fits};

-- list: of_body
-- Opinions that bodies were asked for, the last first.
select id, since, -(extract(epoch from requested_at) * 1000000)::bigint as sort
from opinion
where body = asked.parent and {fits};
