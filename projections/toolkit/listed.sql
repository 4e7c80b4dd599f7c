-- The numbers of things in lists.
create index listed_below on listed (parent, list, since);
