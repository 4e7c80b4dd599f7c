-- The index of the search: keyed tokens of the words of proposals, which say nothing without the master key. Backups leave it out; it
-- is made of the openings.
create table searchable (
    event    uuid primary key,
    field    text not null default 'body' check (field = 'body'),
    proposal uuid not null,
    tokens   bigint[] not null,
    foreign key (event, field) references opening on delete cascade -- erased words leave with their opening
);
comment on table searchable is 'Of each version of a proposal that may be read, by the event that made it: tokens of title and text.';
create index searchable_tokens on searchable using gin (tokens);
create index searchable_proposal on searchable (proposal);

create table search_index (
    only_row boolean primary key default true check (only_row),
    next     bigint not null default 0,
    form     bigint
);
comment on table search_index is 'The next position that the index wants, and the form and key that its tokens are made by.';
insert into search_index default values;

revoke execute on function append from public;
grant execute on function append to sijill_app;
grant select, insert, delete, truncate on searchable to sijill_app;
grant select, update on search_index to sijill_app;
