-- The application's role may read the log and append through the function: it has no other way to write there.
do $$
begin
    if not exists (select from pg_roles where rolname = 'sijill_app') then
        create role sijill_app nologin;
    end if;
    execute format('grant sijill_app to %I', current_user);
    execute format('grant create on database %I to sijill_app', current_database());
end
$$;

revoke execute on function append from public;
grant usage on schema record, accounts to sijill_app;
grant select on all tables in schema record to sijill_app;
grant execute on function append, position_at to sijill_app;
grant insert on data_key to sijill_app;
grant insert, update on follower to sijill_app;
grant select, insert, update, delete on all tables in schema accounts to sijill_app;
