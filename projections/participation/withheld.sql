-- Which contributions show no words at a position. No tables of its own.

-- part: hides
-- Whether one version of a proposal or a comment shows no words.
(moderation = 'hidden' or withdrawn)

-- part: withheld
-- Whether a version of a proposal or a comment keeps its words from being shown at a position: it hides them, and it is the
-- version that held then, or the one that holds now. At no position (null): the one that holds now.
{hides} and ({open} or {held at %(position)s::bigint})

-- name: withheld
-- Which of some proposals and comments show no words at a position, why, and the event whose opening has the reason of
-- moderation. A hiding comes before a withdrawal, and the version that holds now before an older one.
select distinct on (id)
    id,
    case when moderation = 'hidden' then 'hidden' else 'withdrawn' end,
    case when moderation = 'hidden' then moderation_reason end
from (
    select id, moderation, moderation_reason, since from proposal where id = any(%(ids)b::uuid[]) and {withheld}
    union all
    select id, moderation, moderation_reason, since from comment where id = any(%(ids)b::uuid[]) and {withheld}
) as contribution
order by id, moderation = 'hidden' desc, since desc;
