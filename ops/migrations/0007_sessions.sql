-- Sessions: an id by which their person sees and ends them, and when each was last used. When a session or the right to one ends,
-- every process that has cached it learns of it.
alter table accounts.token
    add column id      uuid not null default gen_random_uuid() unique,
    add column used_at timestamptz not null default now();

-- The keyed digest of the request that made an account: the same request gives the same answer.
alter table accounts.account add column registration bytea;

create function accounts.announce_ended_token() returns trigger language plpgsql as $$
begin
    perform pg_notify('ended_sessions', old.account::text);
    return null;
end
$$;

create function accounts.announce_changed_account() returns trigger language plpgsql as $$
begin
    perform pg_notify('ended_sessions', new.id::text);
    return null;
end
$$;

create trigger ended after delete on accounts.token
for each row execute function accounts.announce_ended_token();

create trigger changed after update of password, disabled on accounts.account
for each row execute function accounts.announce_changed_account();
