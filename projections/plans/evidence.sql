-- Files that show what was done about activities, from position `since` to just before `until`.
create table evidence (
    id       uuid,
    activity uuid not null,
    document jsonb not null,
    note     jsonb not null,
    attached timestamptz not null,
    since    bigint,
    until    bigint not null,
    primary key (id, since)
);
create index evidence_open on evidence (id) where until = 9223372036854775807;
create index evidence_of_activity on evidence (activity, since);

-- list: page by since
-- What was attached to activities, in that order.
activity = asked.parent
