-- Files that show what was done about activities, from position `since` to just before `until`.
create index evidence_of_activity on evidence (activity, since);

-- list: page by since
-- What was attached to activities, in that order.
activity = asked.parent
