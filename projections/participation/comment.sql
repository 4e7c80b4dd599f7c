-- Comments. Their words are in `opening`.
create index comment_body on comment (body);
create index comment_of_proposal on comment (proposal, occurred_at, id, since, until);
create index comment_replies on comment (parent, occurred_at, id, since, until) where parent is not null;
create index comment_hidden on comment ((case when {open} then since else until end))
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
