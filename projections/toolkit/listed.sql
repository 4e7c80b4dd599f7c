-- How many things stand in lists, from position `since` to just before `until`.
create index listed_below on listed (parent, list, since);
