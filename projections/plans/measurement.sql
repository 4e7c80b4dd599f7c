-- What indicators were on which day, from position `since` to just before `until`.
create table measurement (
    id          uuid,
    indicator   uuid not null,
    activity    uuid not null,
    measured_on date not null,
    value       text not null,
    since       bigint,
    until       bigint not null,
    primary key (id, since)
);
create index measurement_open on measurement (id) where until = 9223372036854775807;
create index measurement_of_indicator on measurement (indicator, since);

-- list: page by measured_on - date '1970-01-01'
-- The measurements of indicators, by day.
indicator = asked.parent
