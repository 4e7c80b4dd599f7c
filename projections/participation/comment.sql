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
create index comment_body on comment (body);
create index comment_of_proposal on comment (proposal, occurred_at, id, since, until);
create index comment_replies on comment (parent, occurred_at, id, since, until) where parent is not null;
create index comment_hidden on comment ((case when until = 9223372036854775807 then since else until end))
where moderation = 'hidden' or withdrawn;

-- order: newest by instant occurred_at desc
-- order: oldest by instant occurred_at

-- filter: threads
-- Those that answer no other.
(parent is null) = %(threads)s

-- filter: stances
stance = any(%(stances)b::text[])

-- list: page counted
-- Comments on proposals.
proposal = asked.parent

-- list: replies counted
-- Comments in answer to comments.
parent = asked.parent
