-- Indicators of activities.
create index indicator_of_activity on indicator (activity, since);

-- list: page by text key
-- The indicators of activities, by key.
activity = asked.parent
