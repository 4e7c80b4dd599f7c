-- Files that the record refers to, by the SHA-256 of their bytes, in hex: one row for each time that an event names one.
create table document (
    sha256     text not null,
    size       integer not null,
    media_type text not null,
    name       jsonb not null,
    thing      uuid not null,
    event      uuid not null,
    position   bigint not null
);
create index document_of_file on document (sha256, position);

-- name: named
-- What a file was first called, and said to be.
select media_type, name from document where sha256 = %(sha256)s order by position limit 1;

-- name: of_things
-- The documents that some things have named up to a position, in that order.
select thing, sha256, size, media_type, name, event from document join log using (position)
where thing = any(%(things)b) and position <= %(position)s and {happened} order by position;
