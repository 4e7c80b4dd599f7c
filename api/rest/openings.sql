-- What stands around one opening.

-- name: standing
-- Its language, and the contribution whose words it has, if it is one's and the read models know it.
select
    opening.language,
    coalesce(
        (select id from proposal where body = %(event)s or title = %(event)s limit 1),
        (select id from comment where body = %(event)s limit 1)
    )
from opening
where opening.event = %(event)s and opening.field = %(field)s;
