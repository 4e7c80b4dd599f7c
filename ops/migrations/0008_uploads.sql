-- Uploads: how much each account has uploaded today, and which uploaded files may still be without an event that names them. Backups
-- leave both out.
create table accounts.upload (
    account uuid primary key references accounts.account on delete cascade,
    day     date not null,
    bytes   bigint not null check (bytes >= 0),
    files   integer not null check (files >= 0)
);
comment on table accounts.upload is 'Bytes and files that an account has uploaded, or is uploading, on its last day with an upload (UTC).';

create table uploaded_file (
    sha256  text primary key check (sha256 ~ '^[0-9a-f]{64}$'),
    used_at timestamptz not null default now()
);
create index uploaded_file_used_at on uploaded_file (used_at);
comment on table uploaded_file is
    'Uploaded files that no sweep has seen named yet, and when each was last uploaded, or named by a command before its decision.';

grant select, insert, update, delete on accounts.upload, uploaded_file to sijill_app;
