"""An import of a conversation, through commands: how fast against votes in process, and in how much memory."""

import asyncio
import csv
import random
import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from ops.bench.append_in_process import ours as in_process
from ops.bench.figures import Case, Figure, Goal, Watch, in_turns
from ops.bench.place import Place
from ops.bench.scene import WORDS, scene
from ops.wiring import opened

GOALS = {
    "import": Goal(
        "rows of comments and votes recorded by `sijill import polis`, without what the read models take",
        "votes by 1,000 callers in process",
        "rows of the files, read",
        "rows/s",
        0.4,
    ),
    "import_memory": Goal(
        "resident at most, in the importing process", "", "a process with the same code that imports nothing", "MB", 250,
        False, False,
    ),
}  # fmt: skip
COMMENTS = 200


async def measure(place: Place) -> Mapping[str, Figure]:
    votes, rounds = place.size(150_000, 12_000), place.size(3, 2)
    export, nothing = place.folder / "export", place.folder / "nothing"
    write_export(export, votes)
    write_export(nothing, 0)
    place.say(f"importing {votes:,} votes, and votes in process")
    resident: list[float] = []

    async def imported() -> float:
        found = await importing(place, export)
        resident.append(found["megabytes"])
        return float(found["recorded"] / found["seconds"])

    async def read() -> float:
        with Watch() as watch:
            count = sum(1 for file in ("comments.csv", "votes.csv") for _ in csv.reader((export / file).open()))
        return count / watch.seconds

    with place.empty() as settings:
        async with opened(settings) as register:
            stage = await scene(register, proposals=100, people=2_000)
            found = await in_turns(rounds, imported, lambda: in_process(stage, min(votes, 20_000)), read)
    idle = await importing(place, nothing)
    return {
        "import": GOALS["import"].figure(*found),
        "import_memory": GOALS["import_memory"].figure(max(resident), None, idle["megabytes"]),
    }


async def importing(place: Place, export: Path) -> dict[str, Any]:
    """Imports into an empty record, in a process of its own. Gives what `ops.bench.importing` says."""
    with place.empty() as settings:
        arguments = ("-m", "ops.bench.importing", str(settings.database_url), str(settings.data_dir), str(export))
        process = await asyncio.create_subprocess_exec(sys.executable, *arguments, stdout=asyncio.subprocess.PIPE)
        said, _ = await process.communicate()
        if process.returncode:
            raise RuntimeError("the import has failed: see above")
    found: dict[str, Any] = msgspec.json.decode(said)
    return found


def write_export(folder: Path, votes: int) -> None:
    """A made-up conversation in the form of Polis' exports: rows in no order, some votes changed or repeated."""
    folder.mkdir()
    chance, start = random.Random(1), 1_500_000_000_000
    moderated = [chance.choice((1, 1, 0, -1)) for _ in range(COMMENTS if votes else 0)]
    rows = [
        (
            start + 10_000 + number * 40,
            "",
            chance.randrange(COMMENTS),
            chance.randrange(votes // 40),
            chance.choice((1, -1, 0)),
        )
        for number in range(votes)
    ]
    cast = Counter((comment, choice) for _, _, comment, _, choice in rows)
    comments = [
        (start + number, "", number, number % 50, cast[number, 1], cast[number, -1], verdict, f"{WORDS}, {number}")
        for number, verdict in enumerate(moderated)
    ]
    chance.shuffle(rows)
    summary: list[tuple[Any, ...]] = [("url", "https://pol.is/benchmark"), ("views", 1)]
    for name, head, lines in (
        ("summary.csv", ("topic", "Une conversation"), summary),
        (
            "comments.csv",
            ("timestamp", "datetime", "comment-id", "author-id", "agrees", "disagrees", "moderated", "comment-body"),
            comments,
        ),
        ("votes.csv", ("timestamp", "datetime", "comment-id", "voter-id", "vote"), rows),
    ):
        with (folder / name).open("w", newline="") as file:
            out = csv.writer(file)
            out.writerow(head)
            out.writerows(lines)


CASE = Case(GOALS, measure)
