-- Approvals of versions of plans, from position `since` to just before `until`.
create table approval (
    id           uuid,
    community    uuid not null,
    plan         uuid not null,
    number       integer not null,
    sha256       text not null,
    role         text not null,
    holder_of    uuid not null,
    requested_at timestamptz not null,
    due          timestamptz,
    rule         jsonb,
    decision     text,
    reasons      jsonb,
    decided_at   timestamptz,
    since        bigint,
    until        bigint not null,
    primary key (id, since)
);
create index approval_open on approval (id) where until = 9223372036854775807;
create index approval_of_community on approval (community, since);
create index approval_on_plan on approval (plan, since);

-- part: fits
-- What is asked of an approval in every list: on which version, of which office.
(%(number)s::integer is null or number = %(number)s)
and (%(role)s::text is null or role = %(role)s)
and since <= %(position)s and %(position)s < until

-- list: page
-- Approvals that communities asked for, the last first.
select id, since, -(extract(epoch from requested_at) * 1000000)::bigint as sort
from approval
where community = asked.parent and {fits};

-- list: on_plan
-- Approvals of versions of plans, in the order in which they were asked for.
select id, since, (extract(epoch from requested_at) * 1000000)::bigint as sort
from approval
where plan = asked.parent and {fits};
