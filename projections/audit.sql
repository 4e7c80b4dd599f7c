-- Where in the log everything stands that concerns a subject, beyond its own stream.
create table audit (
    subject  uuid not null,
    position bigint not null,
    primary key (subject, position)
);

-- name: trail
-- The entries that concern a subject, from a position up to another, the oldest first.
select log.position, log.at, log.entry
from (
    (select position from audit where subject = %(subject)s and position between %(first)s and %(last)s
     order by position limit %(count)s)
    union
    (select position from log where stream = %(subject)s and position between %(first)s and %(last)s
     order by version limit %(count)s)
) as found
join log using (position)
order by position
limit %(count)s;

-- name: trail_back
-- The same, the newest first.
select log.position, log.at, log.entry
from (
    (select position from audit where subject = %(subject)s and position between %(first)s and %(last)s
     order by position desc limit %(count)s)
    union
    (select position from log where stream = %(subject)s and position between %(first)s and %(last)s
     order by version desc limit %(count)s)
) as found
join log using (position)
order by position desc
limit %(count)s;
