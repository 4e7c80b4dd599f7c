"""`sijill user`: accounts and offices, by whoever runs the register. What is granted is recorded as the operator's act."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated, TypeVar
from uuid import UUID

import msgspec
import typer
from rich.console import Console
from rich.table import Table

from api.accounts import account, token
from api.problems import OWN, Problem
from domain.communities.community import community_id
from domain.communities.office import Grant, Revoke, Role
from domain.kernel import PLATFORM, System
from domain.refusal import Refusal
from ops.cli.existing import ended, existing
from ops.cli.options import AsJson, DataDir, print_json
from ops.settings import read_settings
from ops.wiring import Services, opened

T = TypeVar("T")

OPERATOR = System("operator")

users = typer.Typer(name="user", help="Manage accounts, tokens and offices.", no_args_is_help=True)

Login = Annotated[str, typer.Argument(help="The login as the person types it. Only a keyed digest of it is stored.")]
RoleName = Annotated[Role, typer.Argument(help="The office.")]
CommunityCode = Annotated[str | None, typer.Option("--community", help="The code of the community of the office.")]
OnPlatform = Annotated[
    bool,
    typer.Option(
        "--platform",
        help="An office on the whole platform instead of a community. Administrators of the platform register communities.",
    ),
]


@users.command()
def create(
    login: Login,
    data_dir: DataDir = None,
    no_password: Annotated[
        bool, typer.Option("--no-password", help="Create an account without a password, used by tokens only.")
    ] = False,
) -> None:
    """Create an account. Prompts for the password, or reads it from standard input."""
    password = None if no_password else asked_password()
    must_fit(login, password)

    async def work(register: Services) -> None:
        if await account.create(register.ports(), login, password) is None:
            raise ended("This login is already in use.")

    run(data_dir, work)
    typer.echo("The account was created.")


@users.command("password")
def set_password(login: Login, data_dir: DataDir = None) -> None:
    """Set a new password and revoke all tokens. Prompts for the password, or reads it from standard input."""
    password = asked_password()
    must_fit(login, password)

    async def work(register: Services) -> None:
        ports = register.ports()
        found = await account_named(register, login)
        await account.set_password(ports, found.id, password)
        await token.revoke_all(ports, found.id)

    run(data_dir, work)
    typer.echo("The password was changed, and all tokens were revoked.")


@users.command("token")
def issue_token(
    login: Login,
    data_dir: DataDir = None,
    days: Annotated[int, typer.Option(min=1, max=3650, help="The number of days for which the token is valid.")] = 30,
    json: AsJson = False,
) -> None:
    """Issue a token for an account and print it. The token cannot be shown again."""

    async def work(register: Services) -> token.Token:
        return await token.issue(register.ports(), (await account_named(register, login)).id, days)

    issued = run(data_dir, work)
    if json:
        print_json(issued)
    else:
        typer.echo(issued.token)


@users.command()
def disable(login: Login, data_dir: DataDir = None) -> None:
    """Disable an account and revoke its tokens. Running servers refuse them within two seconds."""

    async def work(register: Services) -> None:
        found = await account_named(register, login)
        await account.set_disabled(register.ports(), found.id, disabled=True)
        await token.revoke_all(register.ports(), found.id)

    run(data_dir, work)
    typer.echo("The account is disabled.")


@users.command()
def enable(login: Login, data_dir: DataDir = None) -> None:
    """Enable a disabled account."""

    async def work(register: Services) -> None:
        await account.set_disabled(register.ports(), (await account_named(register, login)).id, disabled=False)

    run(data_dir, work)
    typer.echo("The account is enabled.")


@users.command()
def grant(
    login: Login,
    role: RoleName,
    community: CommunityCode = None,
    platform: OnPlatform = False,
    data_dir: DataDir = None,
) -> None:
    """Grant an office to a person. The grant is recorded."""
    scope = scope_of(community, platform=platform)

    async def work(register: Services) -> None:
        holder = register.keyring.pseudonym(scope, (await account_named(register, login)).person.bytes)
        await register.record.execute(Grant(scope, holder, role), by=OPERATOR)

    run(data_dir, work)
    typer.echo(f"The office of {role} is granted.")


@users.command()
def revoke(
    login: Login,
    role: RoleName,
    community: CommunityCode = None,
    platform: OnPlatform = False,
    data_dir: DataDir = None,
) -> None:
    """Revoke a person's office. The revocation is recorded."""
    scope = scope_of(community, platform=platform)

    async def work(register: Services) -> None:
        holder = register.keyring.pseudonym(scope, (await account_named(register, login)).person.bytes)
        await register.record.execute(Revoke(scope, holder, role), by=OPERATOR)

    run(data_dir, work)
    typer.echo(f"The office of {role} is revoked.")


@users.command("list")
def list_accounts(data_dir: DataDir = None, json: AsJson = False) -> None:
    """List the accounts, with creation time and status. Logins are not stored and cannot be listed."""

    async def work(register: Services) -> list[account.Listed]:
        return await account.every(register.ports())

    found = run(data_dir, work)
    if json:
        print_json({"accounts": found})
        return
    table = Table("Account", "Created at", "Valid tokens", "Enabled")
    for one in found:
        made_at = one.created_at.isoformat(sep=" ", timespec="seconds")
        table.add_row(str(one.id), made_at, str(one.tokens), "no" if one.disabled else "yes")
    Console().print(table)


def run(data_dir: Path | None, work: Callable[[Services], Awaitable[T]]) -> T:
    """Does something with the register that is there. What is refused is said, and ends the command with status 1."""

    async def with_register() -> T:
        async with opened(read_settings(data_dir)) as register:
            return await work(register)

    with existing(data_dir):
        try:
            return asyncio.run(with_register())
        except Refusal as refusal:
            raise ended(str(refusal)) from None


async def account_named(register: Services, login: str) -> account.Account:
    found = await account.by_login(register.ports(), login)
    if found is None:
        raise ended("There is no account with this login.")
    return found


def scope_of(community: str | None, *, platform: bool) -> UUID:
    if (community is None) == (not platform):
        raise typer.BadParameter("give either --community CODE or --platform")
    return PLATFORM if community is None else community_id(community)


def asked_password() -> str:
    """A password, typed twice where somebody sits, else the first line of standard input: never an argument."""
    if sys.stdin.isatty():
        typed: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
        return typed
    return sys.stdin.readline().rstrip("\r\n")


def must_fit(login: str, password: str | None) -> None:
    """Holds what was typed against the same form and rules as over HTTP."""
    try:
        msgspec.convert({"login": login, "password": password or "no password is needed"}, account.Credentials)
        account.must_be_fit(login, password)
    except msgspec.ValidationError as error:
        raise ended(str(error)) from None
    except Problem as problem:
        raise ended(" ".join([OWN[problem.code][1], *(what for _, what in problem.errors)])) from None
