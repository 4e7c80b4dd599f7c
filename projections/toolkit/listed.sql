-- How many things stand in lists, from position `since` to just before `until`.
create table listed (
    id     uuid,
    list   text not null,
    parent uuid not null,
    number bigint not null,
    since  bigint,
    until  bigint not null,
    primary key (id, since)
);
create index listed_open on listed (id) where until = 9223372036854775807;
create index listed_below on listed (parent, list, since);
