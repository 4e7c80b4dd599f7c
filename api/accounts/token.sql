-- Bearer tokens: only their keyed digests are here.

-- name: insert
-- A new token of an account. Its expired tokens are deleted, and the longest unused ones beyond the most that it may have.
with ended as (
    delete from accounts.token
    where account = %(account)s and (
        expires_at <= now()
        or used_at <= now() - make_interval(days => %(idle_days)s)
        or id in (
            select id from accounts.token where account = %(account)s order by used_at desc, id offset %(most)s - 1
        )
    )
)
insert into accounts.token (digest, account, expires_at)
values (%(digest)s, %(account)s, now() + make_interval(days => %(days)s))
returning expires_at;

-- name: holder
-- The account and the person of a valid token, for how many seconds it is valid, and whether its use must be noted again.
select
    account.id, account.person,
    extract(epoch from token.expires_at - now())::float8,
    token.used_at < now() - interval '1 hour'
from accounts.token join accounts.account on account.id = token.account
where token.digest = %(digest)s and token.expires_at > now() and not account.disabled
and token.used_at > now() - make_interval(days => %(idle_days)s);

-- name: used
-- Notes that a token is used.
update accounts.token set used_at = now() where digest = %(digest)s;

-- name: sessions
-- The valid tokens of an account, the last used first.
select id, created_at, used_at, expires_at, digest = %(digest)s
from accounts.token
where account = %(account)s and expires_at > now() and used_at > now() - make_interval(days => %(idle_days)s)
order by used_at desc, id;

-- name: expiry
-- When a token of an account expires.
select expires_at from accounts.token where digest = %(digest)s and account = %(account)s and expires_at > now();

-- name: revoke
-- Ends one token.
delete from accounts.token where digest = %(digest)s;

-- name: revoke_one
-- Ends a token of an account by its id.
delete from accounts.token where account = %(account)s and id = %(id)s returning id;

-- name: revoke_others
-- Ends all tokens of an account but one.
delete from accounts.token where account = %(account)s and digest <> %(digest)s;

-- name: revoke_all
-- Ends all tokens of an account.
delete from accounts.token where account = %(account)s;
