-- Challenges that were raised in consultations.
create index raised_challenge_of_consultation on raised_challenge (consultation, since);

-- list: page by number
-- The challenges of consultations, in the order in which they were recorded.
consultation = asked.parent
