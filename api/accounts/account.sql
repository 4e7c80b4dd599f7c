-- Accounts: the login as a keyed digest, the password by argon2.

-- name: insert
-- A new account, unless the login is taken.
insert into accounts.account (id, login, password, person, registration)
values (%(id)s, %(login)s, %(password)s, %(person)s, %(registration)s)
on conflict (login) do nothing
returning id;

-- name: by_login
-- The account of a login.
select id, person, password, disabled, registration from accounts.account where login = %(login)s;

-- name: by_id
-- The account with an id.
select id, person, password, disabled, registration from accounts.account where id = %(id)s;

-- name: set_password
-- A new password of an account.
update accounts.account set password = %(password)s where id = %(id)s;

-- name: set_disabled
-- Whether an account may log in.
update accounts.account set disabled = %(disabled)s where id = %(id)s;

-- name: all
-- Every account, the oldest first, and how many tokens of it are valid.
select account.id, account.created_at, account.disabled, count(token.digest)
from accounts.account
left join accounts.token on token.account = account.id and token.expires_at > now()
group by account.id
order by account.created_at, account.id;
