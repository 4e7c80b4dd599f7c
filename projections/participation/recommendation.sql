-- Recommendations, from position `since` to just before `until`.
create table recommendation (
    id        uuid,
    meeting   uuid not null,
    community uuid not null,
    text      jsonb not null,
    number    integer not null,
    since     bigint,
    until     bigint not null,
    primary key (id, since)
);
create index recommendation_open on recommendation (id) where until = 9223372036854775807;
create index recommendation_of_meeting on recommendation (meeting, since);

-- list: page by number
-- The recommendations of meetings, in the order in which they were recorded.
meeting = asked.parent
