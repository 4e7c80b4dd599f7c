"""A rebuild's stages as people see them."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.progress import Progress, TaskID

from ops.cli.options import progress
from projections.toolkit.rebuild import OnProgress

STAGES = {
    "entries": "Checking the log",
    "compare_log": "Comparing entries and commands",
    "fold": "Folding the log",
    "index": "Creating indexes",
    "compare": "Comparing with the live read models",
}


def stages(bars: Progress) -> OnProgress:
    """A progress display with one bar for each stage."""
    lines: dict[str, TaskID] = {}

    def on_progress(stage: str, done: int, total: int) -> None:
        if stage not in lines:
            lines[stage] = bars.add_task(STAGES.get(stage, stage), total=total)
        bars.update(lines[stage], completed=done, total=total)

    return on_progress


@contextmanager
def staged() -> Iterator[OnProgress]:
    """The same, with a display of its own."""
    with progress() as bars:
        yield stages(bars)
