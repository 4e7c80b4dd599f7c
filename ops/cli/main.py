"""`sijill`, the command line. Each command is a module beside this one."""

import sys

import typer

from domain.record import ClocksDiffer
from domain.rules.rulesets import RuleFault
from ops.cli.backup import backup, restore
from ops.cli.bench import bench
from ops.cli.check import check
from ops.cli.export import export
from ops.cli.import_ideas import ideas
from ops.cli.import_plan import plan
from ops.cli.import_projects import projects
from ops.cli.imports import imports
from ops.cli.migrate import migrate
from ops.cli.relay import relay
from ops.cli.replay import replay
from ops.cli.serve import serve
from ops.cli.status import status
from ops.cli.user import users
from ops.files import BadPlace
from ops.stopping import exit_on_signal

app = typer.Typer(
    name="sijill",
    help="Sijill: the public, replayable, provable record of how a community decides.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
)

imports.command()(plan)
imports.command()(projects)
imports.command()(ideas)

app.add_typer(imports)
app.command()(export)
app.command()(relay)
app.command()(replay)
app.command()(check)
app.command()(backup)
app.command()(restore)
app.command()(bench)
app.command()(serve)
app.command()(status)
app.command()(migrate)
app.add_typer(users)


def main() -> None:
    """Runs a command. What keeps every one of them from starting is said here, once."""
    exit_on_signal()
    try:
        app()
    except RuleFault as fault:
        typer.echo(f"The rule sets are invalid: {fault}. Correct them, or check SIJILL_RULES.", err=True)
        sys.exit(1)
    except (BadPlace, ClocksDiffer) as reason:
        typer.echo(str(reason), err=True)
        sys.exit(1)
