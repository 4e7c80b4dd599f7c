-- Data keys, wrapped by the master key that stands outside the database. Each belongs to one pseudonym or community.
create table data_key (
    id      uuid primary key,
    wrapped bytea not null
);

-- How far each follower of the log has come that leaves the database (the Kafka relay): the next position it wants.
create table follower (
    name text primary key,
    next bigint not null
);
