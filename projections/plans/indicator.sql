-- Indicators of activities, from position `since` to just before `until`.
create table indicator (
    id           uuid,
    activity     uuid not null,
    key          text not null,
    name         jsonb not null,
    unit         jsonb not null,
    baseline     text,
    target       text,
    value        text,
    measured_on  date,
    measurements integer not null,
    since        bigint,
    until        bigint not null,
    primary key (id, since)
);
create index indicator_open on indicator (id) where until = 9223372036854775807;
create index indicator_of_activity on indicator (activity, since);

-- list: page by text key
-- The indicators of activities, by key.
activity = asked.parent
