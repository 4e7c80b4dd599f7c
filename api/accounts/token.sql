-- Bearer tokens: only their keyed digests are here.

-- name: insert
-- A new token of an account; what has expired of its others goes.
with expired as (
    delete from accounts.token where account = %(account)s and expires_at <= now()
)
insert into accounts.token (digest, account, expires_at)
values (%(digest)s, %(account)s, now() + make_interval(days => %(days)s))
returning expires_at;

-- name: holder
-- Whose valid token this is, and for how many seconds it is valid still.
select account.id, account.person, extract(epoch from token.expires_at - now())::float8
from accounts.token join accounts.account on account.id = token.account
where token.digest = %(digest)s and token.expires_at > now() and not account.disabled;

-- name: revoke
-- Ends one token.
delete from accounts.token where digest = %(digest)s;

-- name: revoke_all
-- Ends all tokens of an account.
delete from accounts.token where account = %(account)s;
