-- Consultations, from position `since` to just before `until`.
create table consultation (
    id                    uuid,
    community             uuid not null,
    title                 jsonb not null,
    description           uuid not null,
    description_languages text[] not null,
    opens                 timestamptz not null,
    closes                timestamptz,
    participants          text not null,
    ballot                text not null,
    ballots_per_person    integer,
    source_system         text,
    source_reference      text,
    imported_until        timestamptz,
    closed                boolean not null,
    report                uuid,
    report_languages      text[] not null,
    version               integer not null,
    since                 bigint,
    until                 bigint not null,
    primary key (id, since)
);
create index consultation_open on consultation (id) where until = 9223372036854775807;
create index consultation_of_community on consultation (community, since);

-- name: due
-- Consultations whose closing instant has come and that nobody has closed.
select id from consultation
where until = 9223372036854775807 and not closed and source_system is null and closes <= %(now)s;
