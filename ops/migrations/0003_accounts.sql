-- Who may log in. No name, no address: the login is kept as a keyed digest, and `person` never leaves this schema but as a
-- pseudonym.
create schema accounts;

create table accounts.account (
    id            uuid primary key,
    login         bytea not null unique,
    password      text not null,
    person        uuid not null unique,
    created_at    timestamptz not null default now(),
    disabled      boolean not null default false
);

create table accounts.token (
    digest     bytea primary key,
    account    uuid not null references accounts.account on delete cascade,
    created_at timestamptz not null default now(),
    expires_at timestamptz not null
);
create index token_account on accounts.token (account);
