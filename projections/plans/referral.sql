-- What was begun about plans, from position `since` to just before `until`.
create table referral (
    id     uuid,
    plan   uuid not null,
    what   text not null,
    number integer,
    at     timestamptz not null,
    place  integer not null,
    since  bigint,
    until  bigint not null,
    primary key (id, since)
);
create index referral_open on referral (id) where until = 9223372036854775807;
create index referral_of_plan on referral (plan, since);

-- list: page
-- What was begun about plans, in that order: all, or what is of one kind.
select id, since, place::bigint as sort
from referral
where plan = asked.parent
and (%(what)s::text is null or what = %(what)s)
and since <= %(position)s and %(position)s < until;
