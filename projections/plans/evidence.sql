-- Files that show what was done about activities.
create index evidence_of_activity on evidence (activity, since);

-- list: page by since
-- What was attached to activities, in that order.
activity = asked.parent
