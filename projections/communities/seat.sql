-- Seats in bodies, one for each member, from position `since` to just before `until`.
create table seat (
    id        uuid,
    community uuid not null,
    body      uuid not null,
    member    uuid not null,
    name      uuid not null,
    gender    text not null,
    capacity  text not null,
    category  text not null,
    seated_on date not null,
    held_from date not null,
    left_on   date,
    reason    uuid,
    since     bigint,
    until     bigint not null,
    primary key (id, since)
);
create index seat_open on seat (id) where until = 9223372036854775807;
create index seat_of_body on seat (body, since);

-- filter: former
-- Those that have ended, or those that have not.
(left_on is not null) = %(former)s

-- list: page by seated_on - date '2000-01-01'
-- The seats in bodies, the longest held first.
body = asked.parent

-- name: genders
-- How many members of each gender have a seat in bodies that has not ended: (body, gender, how many).
select body, gender, count(*)
from seat
where body = any(%(bodies)b) and left_on is null
and since <= %(position)s and %(position)s < until
group by body, gender;
