-- What indicators were on which day.
create index measurement_of_indicator on measurement (indicator, since);

-- list: page by measured_on - date '1970-01-01'
-- The measurements of indicators, by day.
indicator = asked.parent
