-- Proposals, from position `since` to just before `until`. Their words are in `opening`.
create table proposal (
    id                uuid,
    consultation      uuid not null,
    author            uuid,
    recorded_by       text not null,
    title             uuid,
    body              uuid not null,
    language          text not null,
    origin            text not null,
    reference         text,
    after_closing     boolean not null,
    moderation        text not null,
    moderation_reason uuid,
    withdrawn         boolean not null,
    merged_into       uuid,
    answer            text,
    reasons           uuid,
    occurred_at       timestamptz not null,
    version           integer not null,
    since             bigint,
    until             bigint not null,
    primary key (id, since)
);
create index proposal_open on proposal (id) where until = 9223372036854775807;
create index proposal_of_consultation on proposal (consultation, id, since);
create index proposal_body on proposal (body);
create index proposal_title on proposal (title);
