-- Recommendations.
create index recommendation_of_meeting on recommendation (meeting, since);

-- list: page by number
-- The recommendations of meetings, in the order in which they were recorded.
meeting = asked.parent
