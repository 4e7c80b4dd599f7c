-- How many things stand in lists.
create index listed_below on listed (parent, list, since);
