-- Memberships of networks, from position `since` to just before `until`.
create table membership (
    id          uuid,
    community   uuid not null,
    network     uuid not null,
    standing    text not null,
    resolution  uuid,
    document    jsonb,
    applied_at  timestamptz not null,
    accepted_at timestamptz,
    ended_at    timestamptz,
    reason      jsonb not null,
    since       bigint,
    until       bigint not null,
    primary key (id, since)
);
create index membership_open on membership (id) where until = 9223372036854775807;
create index membership_of_community on membership (community, since);
create index membership_in_network on membership (network, since);

-- filter: standings
standing = any(%(standings)b::text[])

-- list: page by 0::bigint
-- The memberships that communities have, had or have applied for.
community = asked.parent

-- list: members by 0::bigint
-- The memberships in networks.
network = asked.parent
