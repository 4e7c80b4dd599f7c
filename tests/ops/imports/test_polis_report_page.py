"""Exports of a report's page: other file names, times in seconds; and the same conversation from both kinds of export."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from ops.imports.common.report import Counts
from tests.ops.imports.exports import (
    ROWS,
    SOME_COMMENTS,
    SOME_VOTES,
    SUMMARY,
    comment,
    export,
    report_page,
    vote,
)
from tests.ops.imports.polis_import import Importing

pytestmark = pytest.mark.anyio

NEWER = [*SOME_VOTES, vote(30, 0, 9, 1)]


def after(rows: Sequence[Sequence[str]], milliseconds: int) -> list[list[str]]:
    """The rows, a little later."""
    return [[str(int(row[0]) + milliseconds), *row[1:]] for row in rows]


async def test_times_in_seconds_are_of_their_year(importing: Importing, tmp_path: Path) -> None:
    """They were taken for milliseconds, so that everything happened in January 1970."""
    assert await importing.folders(report_page(tmp_path)) == Counts(recorded=ROWS)
    assert importing.problems() == []
    days = {f"{entry.occurred_at:%Y-%m-%d}" for entry in await importing.log() if entry.root != entry.stream}
    assert "2017-07-14" in days
    assert not any(day.startswith("1970") for day in days)


@pytest.mark.parametrize("first", ["server", "page"])
async def test_a_conversation_is_known_again_from_the_other_kind_of_export(
    importing: Importing, tmp_path: Path, first: str
) -> None:
    """Both record the same rows, whose times differ by less than a second."""
    rows = {"comments": after(SOME_COMMENTS, 300), "votes": after(SOME_VOTES, 700)}
    server, page = export(tmp_path / "server", **rows), report_page(tmp_path / "page", **rows)
    both = (server, page) if first == "server" else (page, server)
    assert await importing.folders(both[0]) == Counts(recorded=ROWS)
    before = await importing.log()
    assert await importing.folders(both[1], both[0]) == Counts(already_there=2 * ROWS)
    assert importing.problems() == []
    assert await importing.log() == before


@pytest.mark.parametrize("first", ["server", "page"])
async def test_only_what_is_new_is_recorded_from_the_other_kind(
    importing: Importing, tmp_path: Path, first: str
) -> None:
    rows = {"comments": after(SOME_COMMENTS, 300), "votes": after(SOME_VOTES, 700)}
    new = {
        "comments": [*rows["comments"], comment(29, 3, 9, "Planes")],
        "votes": [*rows["votes"], *after(NEWER[-1:], 900)],
    }
    server, page = (export, report_page) if first == "server" else (report_page, export)
    await importing.folders(server(tmp_path / "one", **rows))
    assert await importing.folders(page(tmp_path / "two", **new)) == Counts(recorded=2, already_there=ROWS)
    assert importing.problems() == []


async def test_equal_votes_within_a_second_are_counted(importing: Importing, tmp_path: Path) -> None:
    """A voter who clicks twice within a second has two rows: neither is lost, neither comes twice."""
    twice = [vote(1, 0, 7, 1), *after([vote(1, 0, 7, 1)], 400)]
    await importing.folders(export(tmp_path / "server", votes=twice))
    thrice = [*twice, *after([vote(1, 0, 7, 1)], 800)]
    counts = await importing.folders(report_page(tmp_path / "page", votes=thrice))
    assert (counts.already_there, counts.recorded + counts.skipped) == (len(SOME_COMMENTS) + 2, 1)


async def test_a_vote_within_the_last_recorded_second_is_not_too_late(importing: Importing, tmp_path: Path) -> None:
    last = after([vote(30, 0, 9, 1)], 300)
    await importing.folders(export(tmp_path / "server", votes=[*SOME_VOTES, *last]))
    votes = [*SOME_VOTES, *last, *after([vote(30, 1, 9, 1)], 900)]
    assert await importing.folders(report_page(tmp_path / "page", votes=votes)) == Counts(
        recorded=1, already_there=ROWS + 1
    )


async def test_a_comment_that_says_something_else_on_the_page_stays_what_it_was(
    importing: Importing, tmp_path: Path
) -> None:
    await importing.folders(export(tmp_path / "server"))
    other = [comment(0, 0, 7, "Limes, cut down"), *SOME_COMMENTS[1:]]
    page = report_page(tmp_path / "page", comments=other)
    assert await importing.folders(page) == Counts(already_there=ROWS - 1, skipped=1)


@pytest.mark.parametrize(
    "url", ["http://pol.is/3trees", "https://POL.is/3trees/", "undefined://pol.is/3trees", "pol.is/3trees?x=1"]
)
async def test_an_address_is_known_in_any_spelling(importing: Importing, tmp_path: Path, url: str) -> None:
    await importing.folders(export(tmp_path / "one"))
    summary = [SUMMARY[0], ["url", url], SUMMARY[2]]
    assert await importing.folders(export(tmp_path / "two", summary=summary)) == Counts(already_there=ROWS)


async def test_a_topic_without_an_address_is_known_in_any_spacing(importing: Importing, tmp_path: Path) -> None:
    await importing.folders(
        export(tmp_path / "one", summary=[SUMMARY[0], ["conversation-description", "Where?\nWhen?"]])
    )
    summary = [["topic", " Trees before  the school"], ["conversation-description", "Where?\r\nWhen? "]]
    assert await importing.folders(export(tmp_path / "two", summary=summary)) == Counts(already_there=ROWS)


async def test_of_several_downloads_the_newest_is_read(importing: Importing, tmp_path: Path) -> None:
    report_page(tmp_path, "2024-09-20-1430")
    report_page(tmp_path, "2024-10-01-0900", votes=NEWER)
    assert await importing.folders(tmp_path) == Counts(recorded=ROWS + 1)


async def test_files_that_were_downloaded_minutes_apart_are_one_export(importing: Importing, tmp_path: Path) -> None:
    report_page(tmp_path, "2024-09-20-1430")
    (tmp_path / "2024-09-20-1430-r3trees-votes.csv").rename(tmp_path / "2024-09-20-1431-r3trees-votes.csv")
    assert await importing.folders(tmp_path) == Counts(recorded=ROWS)


async def test_a_folder_may_hold_several_conversations(importing: Importing, tmp_path: Path) -> None:
    report_page(tmp_path)
    report_page(tmp_path, report="r3benches", summary=[["topic", "Benches"], ["url", "https://pol.is/3benches"]])
    (tmp_path / "2024-09-20-1430-r3trees-participant-votes.csv").write_text("participant,0,1\n")
    assert await importing.folders(tmp_path) == Counts(recorded=2 * ROWS)
    assert (await importing.events()).count("ConsultationOpened") == 2


async def test_names_of_both_kinds_may_be_mixed(importing: Importing, tmp_path: Path) -> None:
    report_page(tmp_path)
    (tmp_path / "2024-09-20-1430-r3trees-summary.csv").rename(tmp_path / "summary.csv")
    assert await importing.folders(tmp_path) == Counts(recorded=ROWS)


async def test_a_report_without_one_of_its_files_is_a_problem(importing: Importing, tmp_path: Path) -> None:
    report_page(tmp_path)
    (tmp_path / "2024-09-20-1430-r3trees-summary.csv").unlink()
    assert await importing.folders(tmp_path) == Counts()
    assert importing.problems() == [("summary.csv", None)]


@pytest.mark.parametrize("strict", [False, True])
async def test_a_last_line_without_an_end_is_whole_if_its_fields_are(
    importing: Importing, tmp_path: Path, strict: bool
) -> None:
    """With --strict nothing was recorded."""
    rows = [comment(0, 0, 7, 'Limes, for "shade"')]
    folder = export(tmp_path, comments=rows, votes=[vote(1, 0, 7, 1)])
    for name in ("summary.csv", "comments.csv", "votes.csv"):
        path = folder / name
        path.write_text(path.read_text().removesuffix("\n"))
    assert await importing.folders(folder, strict=strict) == Counts(recorded=2)
