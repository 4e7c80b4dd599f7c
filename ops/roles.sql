-- Who may do what in a record's database. No tables of its own: the application's role is made by a migration.

-- name: may_own
-- Whether this connection's login owns the log, or can become a role that does; before there is a log, whether it can make one.
select
    case
        when to_regclass('record.log') is null then has_database_privilege(session_user, current_database(), 'create')
        else (select rolsuper or rolcreaterole from pg_roles where rolname = session_user)
            or pg_has_role(session_user, (select relowner from pg_class where oid = to_regclass('record.log')), 'member')
    end;

-- name: login
-- Whether a role is there, and whether it is a member of the application's role.
select
    exists (select from pg_roles where rolname = %(name)s),
    exists (select from pg_roles where rolname = %(name)s and pg_has_role(oid, 'sijill_app', 'member'));
