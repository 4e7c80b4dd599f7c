-- Communities, from position `since` to just before `until`.
create table community (
    id        uuid,
    code      text not null,
    name      jsonb not null,
    time_zone text not null,
    version   integer not null,
    since     bigint,
    until     bigint not null,
    primary key (id, since)
);
create index community_open on community (id) where until = 9223372036854775807;
create index community_code on community (code, since);
