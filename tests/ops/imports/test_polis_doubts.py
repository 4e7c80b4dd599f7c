"""Polis exports whose files contradict each other, and exports that say something worth knowing."""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from ops.imports.common.report import Counts, Doubt, LeftOut, Notice
from ops.imports.polis.staging import Staging
from ops.wiring import Services
from tests.ops.imports.exports import (
    COMMENTS,
    ROWS,
    SOME_COMMENTS,
    SOME_VOTES,
    SUMMARY,
    counted,
    export,
    report_page,
    vote,
    written,
)
from tests.ops.imports.polis_import import Importing

pytestmark = pytest.mark.anyio

INVERTED = [[*row[:-1], str(-int(row[-1]))] for row in SOME_VOTES]
"""The votes with the opposite sign."""


def contradicting(
    folder: Path, votes: Sequence[Sequence[str]], counts_of: Sequence[Sequence[str]] = SOME_VOTES
) -> Path:
    """An export whose comments.csv counts other votes than votes.csv has."""
    export(folder, votes=votes)
    rows = [counted(row, counts_of) for row in SOME_COMMENTS]
    (folder / "comments.csv").write_text(written([COMMENTS, *rows]))
    return folder


def codes(importing: Importing, kind: type[Doubt | Notice | LeftOut] = Doubt) -> list[str]:
    return [one.code for one in importing.staging.of(kind)]


@pytest.fixture
def accepting(register: Services) -> Iterator[Importing]:
    staging = Staging(accepted=["votes-inverted", "votes-differ"])
    yield Importing(register, staging)
    staging.close()


@pytest.fixture
def dry(register: Services) -> Iterator[Importing]:
    staging = Staging(keep_things=True)
    yield Importing(register, staging)
    staging.close()


async def test_inverted_votes_are_one_doubt_and_nothing_is_recorded(importing: Importing, tmp_path: Path) -> None:
    """3 to 1 was recorded as 1 to 3, without a word."""
    assert await importing.folders(contradicting(tmp_path, INVERTED)) == Counts(skipped=ROWS)
    assert codes(importing) == ["votes-inverted"]
    assert importing.staging.withheld_count() == 1
    assert await importing.log() == []


async def test_inverted_votes_are_read_with_the_opposite_sign(importing: Importing, tmp_path: Path) -> None:
    folder = contradicting(tmp_path / "inverted", INVERTED)
    assert await importing.folders(folder, sign_inverted=True) == Counts(recorded=ROWS)
    assert await importing.folders(export(tmp_path / "sound")) == Counts(already_there=ROWS)
    assert codes(importing) == []


async def test_the_opposite_sign_for_a_sound_export_is_a_doubt_too(importing: Importing, tmp_path: Path) -> None:
    assert await importing.folders(export(tmp_path), sign_inverted=True) == Counts(skipped=ROWS)
    assert codes(importing) == ["votes-inverted"]


async def test_accepted_votes_are_recorded_as_they_stand(accepting: Importing, tmp_path: Path) -> None:
    folder = contradicting(tmp_path, INVERTED)
    assert await accepting.folders(folder) == Counts(recorded=ROWS)
    assert await accepting.folders(folder) == Counts(already_there=ROWS)
    assert accepting.staging.withheld_count() == 0


async def test_missing_votes_are_a_doubt_at_each_comment(importing: Importing, tmp_path: Path) -> None:
    votes = [row for row in SOME_VOTES if row[1] != "1"]
    folder = contradicting(tmp_path, [*votes, vote(12, 2, 8, 1)])
    assert (await importing.folders(folder)).recorded == 0
    assert [(doubt.code, doubt.line) for doubt in importing.staging.of(Doubt)] == [
        ("votes-differ", 3),
        ("votes-differ", 6),
    ]


async def test_a_cut_file_is_not_taken_for_inverted(importing: Importing, tmp_path: Path) -> None:
    """Its few votes may be nearer to the exchanged counts."""
    before = [vote(minute, 0, 10 + minute, 1 if minute < 9 else -1) for minute in range(1, 12)]
    cut = [vote(9, 0, 19, -1), vote(10, 0, 20, -1), vote(11, 0, 21, -1), vote(1, 0, 11, 1)]
    assert (await importing.folders(contradicting(tmp_path, cut, before))).recorded == 0
    assert codes(importing) == ["votes-differ"]


async def test_a_doubt_about_one_conversation_lets_the_others_pass(importing: Importing, tmp_path: Path) -> None:
    other = export(tmp_path / "sound", summary=[["topic", "Benches"], ["url", "https://pol.is/3benches"]])
    counts = await importing.folders(contradicting(tmp_path / "inverted", INVERTED), other)
    assert counts == Counts(recorded=ROWS, skipped=ROWS)


async def test_more_missing_votes_than_damaged_rows_are_a_doubt(importing: Importing, tmp_path: Path) -> None:
    broken = [vote(3, 0, 9, "?"), *SOME_VOTES[2:]]
    assert (await importing.folders(contradicting(tmp_path, broken))).recorded == 0
    assert set(codes(importing)) == {"votes-differ"}


async def test_missing_votes_that_a_damaged_row_explains_are_no_doubt(importing: Importing, tmp_path: Path) -> None:
    broken = [[*SOME_VOTES[0][:-1], "?"], *SOME_VOTES[1:]]
    assert await importing.folders(contradicting(tmp_path, broken)) == Counts(recorded=ROWS - 1, skipped=1)
    assert codes(importing) == []


async def test_counts_of_each_voters_last_vote_fit_too(importing: Importing, tmp_path: Path) -> None:
    twice = [*SOME_VOTES, vote(11, 1, 7, 1)]
    last = [row for row in twice if row not in (SOME_VOTES[0], SOME_VOTES[2], SOME_VOTES[1])]
    assert (await importing.folders(contradicting(tmp_path, twice, last))).recorded == ROWS + 1
    assert codes(importing) == []


async def test_a_summary_that_differs_is_a_notice(importing: Importing, tmp_path: Path) -> None:
    summary = [*SUMMARY, ["voters", "4"], ["commenters", "2"], ["comments", "3"]]
    assert await importing.folders(export(tmp_path, summary=summary)) == Counts(recorded=ROWS)
    (notice,) = importing.staging.of(Notice)
    assert (notice.code, notice.line) == ("summary-differs", 4)
    for language in ("ar", "fr", "en"):
        assert "voters" in notice.text(language)


async def test_downloads_that_differ_and_times_in_seconds_are_said(importing: Importing, tmp_path: Path) -> None:
    report_page(tmp_path, "2024-09-20-1430")
    report_page(tmp_path, "2024-10-01-0900")
    (tmp_path / "2024-10-01-0900-r3trees-summary.csv").unlink()
    (tmp_path / "2024-09-20-1430-r9-votes.csv").write_text("")
    assert await importing.folders(tmp_path) == Counts(recorded=ROWS)
    assert codes(importing, Notice) == ["times-in-seconds", "files-mixed"]
    assert codes(importing, LeftOut) == ["file-earlier", "file-earlier", "file-incomplete"]


@pytest.mark.parametrize("inverted", [False, True])
async def test_a_dry_run_shows_everything_and_records_nothing(dry: Importing, tmp_path: Path, inverted: bool) -> None:
    folder = contradicting(tmp_path, INVERTED if inverted else SOME_VOTES)
    counts = await dry.folders(folder, dry_run=True)
    assert counts == (Counts(skipped=ROWS) if inverted else Counts(recorded=ROWS))
    things = list(dry.staging.things())
    assert Counter(thing.kind for thing in things) == {"consultation": 1, "proposal": 3}
    assert {thing.state for thing in things} == {"withheld" if inverted else "new"}
    if not inverted:
        assert [(one.fields["agree"], one.fields["disagree"], one.fields["pass"]) for one in things[1:]] == [
            (3, 0, 1),
            (0, 1, 0),
            (1, 0, 0),
        ]
    assert [one.message.code for one in dry.staging.understood()] == [
        "polis-summary-understood",
        "polis-comments-understood",
        "polis-votes-understood",
    ]
    assert await dry.log() == []


async def test_the_shared_cases(importing: Importing, polis: Path) -> None:
    """The inverted export is a doubt, the others are recorded."""
    cases = polis.parent / "cases" / "polis"
    if not cases.is_dir():
        pytest.skip(f"{cases} is not there")
    assert (await importing.folders(cases / "sign_inverted")).recorded == 0
    assert codes(importing) == ["votes-inverted"]
    counts = await importing.folders(cases / "web_export_seconds", cases / "strict_no_final_newline", strict=True)
    assert (counts.recorded > 0, counts.skipped) == (True, 0)
    assert codes(importing) == ["votes-inverted"]
