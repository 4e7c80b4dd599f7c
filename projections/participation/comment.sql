-- Comments, from position `since` to just before `until`. Their words are in `opening`.
create table comment (
    id                uuid,
    consultation      uuid not null,
    proposal          uuid not null,
    parent            uuid,
    author            uuid,
    stance            text not null,
    body              uuid not null,
    language          text not null,
    moderation        text not null,
    moderation_reason uuid,
    withdrawn         boolean not null,
    occurred_at       timestamptz not null,
    version           integer not null,
    since             bigint,
    until             bigint not null,
    primary key (id, since)
);
create index comment_open on comment (id) where until = 9223372036854775807;
create index comment_of_proposal on comment (proposal, id, since);
