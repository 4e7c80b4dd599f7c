"""All cases, one after the other, each on databases of its own."""

import asyncio
import traceback
from collections.abc import Callable, Mapping, Sequence

import msgspec
from rich.table import Table

from ops.bench import (
    append_http,
    append_in_process,
    as_of,
    graphql,
    imports,
    list_growth,
    plans,
    rebuild,
    slow_database,
    under_attack,
    visible,
    while_voting,
)
from ops.bench.figures import Case, Figure
from ops.bench.place import place

CASES: Sequence[Case] = (
    append_in_process.CASE,
    slow_database.CASE,
    append_http.CASE,
    visible.CASE,
    imports.CASE,
    rebuild.CASE,
    graphql.CASE,
    while_voting.CASE,
    under_attack.CASE,
    list_growth.CASE,
    as_of.CASE,
    plans.CASE,
)
NAMES = tuple(name for case in CASES for name in case.goals)


def run(names: Sequence[str], *, quick: bool, say: Callable[[str], None]) -> tuple[dict[str, Figure], bool]:
    """The figures asked for by name; all if none are. And whether all could be measured: a case that fails is reported, and the
    others go on."""
    import uvloop

    found: dict[str, Figure] = {}
    complete = True
    with place(quick=quick, say=say) as here:
        for case in CASES:
            if not names or any(name in case.goals for name in names):
                with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
                    try:
                        found.update(runner.run(as_coroutine(case, here)))
                    except Exception:
                        complete = False
                        say(f"{', '.join(case.goals)}: {traceback.format_exc()}")
    return found, complete


async def as_coroutine(case: Case, here: object) -> Mapping[str, Figure]:
    return await case.measure(here)  # type: ignore[arg-type]


def table(figures: Mapping[str, Figure]) -> Table:
    """The figures for people: what each is measured against, and whether it reaches its target."""
    shown = Table(title="Ours, the same work on the stock libraries, and the machine's floor, in one run")
    for heading in ("", "ours", "against", "floor", "ratio", "target", "unit"):
        shown.add_column(heading, justify="right" if heading not in ("", "unit") else "left")
    goals = {name: goal for case in CASES for name, goal in case.goals.items()}
    for name, figure in figures.items():
        met = goals[name].met(figure)
        mark, style = {True: ("reached", "green"), False: ("missed", "red"), None: ("", "")}[met]
        bound = "≥" if goals[name].at_least else "≤"
        target = f"{bound} {figure.target:g} {mark}" if figure.target is not None else ""
        values = [written(value) for value in (figure.ours, figure.against, figure.floor, figure.ratio)]
        shown.add_row(name, *values, target, figure.unit, style=style)
    return shown


def account(figures: Mapping[str, Figure]) -> str:
    """What the columns of each figure are."""
    goals = {name: goal for case in CASES for name, goal in case.goals.items()}
    lines = []
    for name in figures:
        goal = goals[name]
        parts = [("ours", goal.ours), ("against", goal.against), ("floor", goal.floor)]
        lines += [name, *(f"  {part}: {text}" for part, text in parts if text)]
    return "\n".join(lines)


def written(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def encoded(figures: Mapping[str, Figure]) -> bytes:
    """The figures as one JSON object."""
    return msgspec.json.format(msgspec.json.encode(figures), indent=2)
