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

-- filter: what
what = %(what)s

-- list: page by place
-- What was begun about plans, in that order.
plan = asked.parent
