"""Reports how an export was understood, and what is worth knowing of it although everything is recorded."""

from collections.abc import Iterator
from pathlib import Path

from ops.imports.common.report import Column, LeftOut, Notice, Understood
from ops.imports.common.rows import rows
from ops.imports.common.sentences import Sentence
from ops.imports.polis.files import NAMES, ExportFiles
from ops.imports.polis.polis_export import Summary
from ops.imports.polis.staging import Staging
from ops.imports.polis.times import Clock

SUMMARY = Sentence("polis-summary-understood", "topic, address and description of a conversation")
COMMENTS = Sentence("polis-comments-understood", "one comment a row")
VOTES = Sentence("polis-votes-understood", "one vote a row: 1 agrees, -1 disagrees, 0 passes")
VOTES_INVERTED = Sentence(
    "polis-votes-understood-inverted", "one vote a row, with the opposite sign: -1 agrees, 1 disagrees, 0 passes"
)

SUMMARY_DIFFERS = Sentence(
    "summary-differs", "{name} is {number} here, and {counted} by the rows of the other files, which are recorded"
)
IN_SECONDS = Sentence(
    "times-in-seconds", "the times are in whole seconds: rows of one second are recorded in the order of the file"
)
UNCONFIRMED = Sentence(
    "times-unconfirmed",
    "datetime is not in a known form, so that it does not confirm timestamp; number of such rows: {number}",
)
MIXED = Sentence("files-mixed", "the three files were not downloaded together: compare {names}")
EARLIER = Sentence("file-earlier", "belongs to an earlier download: the newest is read")
INCOMPLETE = Sentence("file-incomplete", "belongs to an export that is not complete: an export has {names}")

FIELDS = {
    "timestamp": "occurred_at",
    "datetime": "occurred_at",
    "comment-id": "reference",
    "author-id": "author",
    "comment-body": "body",
    "moderated": "moderation",
    "agrees": "agree",
    "disagrees": "disagree",
    "voter-id": "voter",
    "vote": "vote",
}
"""The fields that the columns fill, or are compared with."""


def understood(files: ExportFiles, *, sign_inverted: bool) -> Iterator[Understood]:
    """How each file is read."""
    yield Understood(str(files.summary), SUMMARY())
    votes = VOTES_INVERTED if sign_inverted else VOTES
    for file, sentence in ((files.comments, COMMENTS), (files.votes, votes)):
        header = next(rows(file), None)
        names = [] if header is None else [name.strip() for name in header.fields]
        columns = [Column(letters(number), name, FIELDS.get(name)) for number, name in enumerate(names)]
        yield Understood(str(file), sentence(), line=None if header is None else header.line, columns=columns)


def letters(number: int) -> str:
    """The letters of a column in a spreadsheet, counted from 0."""
    rest, last = divmod(number, 26)
    return (letters(rest - 1) if rest else "") + chr(ord("A") + last)


def notices(staging: Staging, files: ExportFiles, summary: Summary, clock: Clock) -> Iterator[Notice | LeftOut]:
    """The notices about an export, and its files that are not read."""
    totals = staging.totals()
    for name, (line, number) in summary.counts.items():
        if number != totals[name]:
            yield Notice(str(files.summary), line, SUMMARY_DIFFERS(name=name, number=number, counted=totals[name]))
    if clock.in_seconds:
        yield Notice(str(files.votes), None, IN_SECONDS())
    if clock.unconfirmed:
        yield Notice(str(files.votes), None, UNCONFIRMED(number=clock.unconfirmed))
    if files.mixed:
        names = ", ".join(file.name for file in (files.summary, files.comments, files.votes))
        yield Notice(str(files.summary.parent), None, MIXED(names=names))
    for file in files.older:
        yield LeftOut(str(file), None, EARLIER())


def incomplete(files: list[Path]) -> Iterator[LeftOut]:
    """Files of which nothing is read."""
    for file in files:
        yield LeftOut(str(file), None, INCOMPLETE(names=NAMES))
