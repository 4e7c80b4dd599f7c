-- What stands around one opening.

-- name: standing
-- Its language, and, if it is somebody's contribution, whether that one is shown now.
select
    opening.language,
    coalesce(
        (
            select current.moderation <> 'hidden' and not current.withdrawn
            from proposal as past join proposal as current on current.id = past.id and current.until = 9223372036854775807
            where past.body = %(event)s or past.title = %(event)s
            limit 1
        ),
        (
            select current.moderation <> 'hidden' and not current.withdrawn
            from comment as past join comment as current on current.id = past.id and current.until = 9223372036854775807
            where past.body = %(event)s
            limit 1
        )
    )
from opening
where opening.event = %(event)s and opening.field = %(field)s;
