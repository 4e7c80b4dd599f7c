-- What an application of the library's has beside the form of the log, in the schema of its own: how far it has come with the
-- notifications of others, and its snapshots. The record has `follower` for the first, and no use for the second.
create table tracking (
    application  text primary key,
    notification bigint not null
);

create table snapshot (
    stream  uuid not null,
    version integer not null,
    entry   bytea not null,
    primary key (stream, version)
);
