"""Exports of Polis that are damaged: each fault is named with its place, and the rest is kept."""

from collections import Counter
from pathlib import Path

import pytest

from ops.imports.common.report import Counts
from tests.ops.imports.exports import ROWS, SOME_COMMENTS, SOME_VOTES, at, comment, export, vote
from tests.ops.imports.polis_import import Importing

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    ("broken", "line"),
    [
        (vote(3, 0, 9, "2"), 8),
        (vote(3, 0, 9, ""), 8),
        (vote(3, 99, 9, 1), 8),
        (["yesterday", "0", "9", "1"], 8),
        (["-5", "0", "9", "1"], 8),
        (["9" * 30, "0", "9", "1"], 8),
        ([str(at(3)), "0", "", "1"], 8),
        ([str(at(3)), "0", "9"], 8),
    ],
    ids=["vote", "no vote", "comment", "word", "negative", "future", "nobody", "cut"],
)
async def test_a_damaged_vote_is_named_and_the_rest_kept(
    importing: Importing, tmp_path: Path, broken: list[str], line: int
) -> None:
    folder = export(tmp_path, votes=[*SOME_VOTES, broken])
    assert await importing.folders(folder) == Counts(recorded=ROWS, skipped=1)
    assert importing.problems() == [("votes.csv", line)]


@pytest.mark.parametrize(
    "broken",
    [
        comment(3, 1, 9, "Another under the same id"),
        SOME_COMMENTS[0],
        comment(3, 9, 9, "Moderated?", 5),
        ["", "9", "9", "0", "0", "0", "No time"],
        comment(3, 9, 9, "x" * 10_001),
    ],
    ids=["same id", "the same again", "moderation", "no time", "too long"],
)
async def test_a_damaged_comment_is_named_and_the_rest_kept(
    importing: Importing, tmp_path: Path, broken: list[str]
) -> None:
    folder = export(tmp_path, comments=[*SOME_COMMENTS, broken])
    assert await importing.folders(folder) == Counts(recorded=ROWS, skipped=1)
    assert importing.problems() == [("comments.csv", 7)]


async def test_votes_on_a_damaged_comment_are_named_too(importing: Importing, tmp_path: Path) -> None:
    cut = [row if row[1] != "2" else row[:-1] for row in SOME_COMMENTS]
    assert await importing.folders(export(tmp_path, comments=cut)) == Counts(recorded=ROWS - 2, skipped=2)
    assert importing.problems() == [("comments.csv", 6), ("votes.csv", 7)]


async def test_strict_records_nothing_of_a_folder_with_a_damaged_row(importing: Importing, tmp_path: Path) -> None:
    broken = export(tmp_path / "broken", votes=[*SOME_VOTES, vote(3, 0, 9, "?")])
    sound = export(tmp_path / "sound", summary=[["topic", "Benches"], ["url", "https://pol.is/3benches"]])
    assert await importing.folders(broken, sound, strict=True) == Counts(recorded=ROWS, skipped=ROWS + 1)
    assert Counter(await importing.events())["ConsultationOpened"] == 1


@pytest.mark.parametrize("name", ["summary.csv", "comments.csv", "votes.csv"])
async def test_a_folder_without_one_of_its_files_is_said_and_the_others_go_on(
    importing: Importing, tmp_path: Path, name: str
) -> None:
    (export(tmp_path / "broken") / name).unlink()
    sound = export(tmp_path / "sound")
    assert await importing.folders(tmp_path / "broken", tmp_path / "nowhere", sound) == Counts(recorded=ROWS)
    assert importing.problems() == [(name, None), ("nowhere", None)]


async def test_a_file_without_a_column_is_said(importing: Importing, tmp_path: Path) -> None:
    folder = export(tmp_path)
    text = (folder / "votes.csv").read_text()
    (folder / "votes.csv").write_text(text.replace("voter-id", "voter"))
    assert (await importing.folders(folder)).recorded == 0
    assert "voter-id" in importing.reason()
    assert await importing.log() == []
