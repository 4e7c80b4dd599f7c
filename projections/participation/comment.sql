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
create index comment_of_proposal on comment (proposal, id, since);

create index comment_replies on comment (parent, id, since) where parent is not null;
create index comment_hidden on comment ((case when until = 9223372036854775807 then since else until end))
where moderation = 'hidden' or withdrawn;

-- part: sort
-- Where a comment stands in the order that is asked for.
case %(order)s
    when 'newest' then -(extract(epoch from occurred_at) * 1000000)::bigint
    else (extract(epoch from occurred_at) * 1000000)::bigint
end

-- list: page
-- Comments on proposals.
select id, since, {sort} as sort
from comment
where proposal = asked.parent and (not %(threads)s or parent is null)
and (%(stances)b::text[] is null or stance = any(%(stances)b::text[]))
and since <= %(position)s and %(position)s < until;

-- list: replies
-- Comments in answer to comments.
select id, since, {sort} as sort
from comment
where parent = asked.parent
and since <= %(position)s and %(position)s < until;
