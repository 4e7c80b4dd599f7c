-- Seats in bodies, one for each member.
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
and {held}
group by body, gender;
