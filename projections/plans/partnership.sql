-- Partnerships of projects.
create index partnership_of_project on partnership (project, since);
create index partnership_with on partnership (partner, since);

-- list: page by 0::bigint
-- The partnerships that projects have, had or have asked for.
project = asked.parent
