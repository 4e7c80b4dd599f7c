"""One folder of a Polis export, read row by row: what each file says, and what is wrong with which row.

Format: https://compdemocracy.org/Export (summary.csv, comments.csv, votes.csv). Times are milliseconds since 1970; a vote
is 1 (agree), -1 (disagree) or 0 (pass); `moderated` is 1 (accepted), -1 (rejected) or 0 (not moderated).
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

import msgspec

from domain.participation.consultation import REFERENCE_LENGTH, TEXT_LENGTH, TITLE_LENGTH
from domain.participation.proposal import BODY_LENGTH
from domain.refusal import Refusal
from domain.text import Sealed
from domain.words import plain, written
from ops.imports.common.report import Problem, Unusable
from ops.imports.common.rows import CUT, rows, shown, table

COMMENT_COLUMNS = ("timestamp", "comment-id", "author-id", "moderated", "comment-body")
VOTE_COLUMNS = ("timestamp", "comment-id", "voter-id", "vote")

Verdict = Literal["accepted", "hidden"]
CHOICES = {"1": "agree", "-1": "disagree", "0": "pass"}
VERDICTS: dict[str, Verdict | None] = {"1": "accepted", "-1": "hidden", "0": None, "": None}

_number = re.compile(r"[0-9]+")
_name = re.compile(r"[!-~]{1,64}")


class Summary(msgspec.Struct, frozen=True):
    """What the conversation is called, where it was held (its address), and how it was introduced."""

    topic: str
    url: str
    description: str


class Comment(msgspec.Struct, frozen=True, array_like=True):
    """`at` is in milliseconds since 1970; `verdict` is that of the moderators, if there is one."""

    line: int
    at: int
    id: str
    author: str
    body: str
    verdict: str | None


class Vote(msgspec.Struct, frozen=True, array_like=True):
    line: int
    at: int
    comment: str
    voter: str
    choice: str


def read_summary(path: Path) -> Iterator[Summary | Problem]:
    """The summary last; before it what is wrong in the file but does no harm. Raises Unusable."""
    found: dict[str, tuple[int | None, str]] = {}
    for row in rows(path):
        if row.damage or len(row.fields) != 2:
            yield Problem(str(path), row.line, f"the row {row.damage or 'is not a pair of name and value: correct it'}")
            continue
        found.setdefault(row.fields[0].strip(), (row.line, row.fields[1]))
        if not row.ended:
            yield Problem(str(path), row.line, CUT)
    if "topic" not in found:
        raise Unusable(path, None, "has no valid row named topic: correct it, or download the export again")
    nothing = (None, "")
    (line, topic), (at, url), (below, description) = (
        found.get(name, nothing) for name in ("topic", "url", "conversation-description")
    )
    topic, url = topic.strip() or url.strip(), url.strip()
    fitting(path, line, "topic", lambda: plain(topic, "topic", TITLE_LENGTH))
    fitting(path, at, "url", lambda: plain(url or topic, "url", REFERENCE_LENGTH))
    if description.strip():
        fitting(path, below, "description", lambda: written(Sealed("und", description), "description", TEXT_LENGTH))
    yield Summary(topic, url, description)


def fitting(path: Path, line: int | None, name: str, check: Callable[[], object]) -> None:
    try:
        check()
    except Refusal as refusal:
        raise Unusable(path, line, f"{refusal} Correct {name} in summary.csv.") from None


def read_comments(path: Path, latest: int) -> Iterator[Comment | Problem]:
    """Every comment, and what is wrong with which. `latest` is the last time that can be, in milliseconds."""
    for found in table(path, COMMENT_COLUMNS):
        if isinstance(found, Problem):
            yield found
            continue
        line, (stamp, id, author, moderated, body) = found
        id, author, moderated = id.strip(), author.strip(), moderated.strip()
        wrong = wrong_time(stamp, latest) or wrong_id("comment-id", id) or wrong_id("author-id", author)
        if not wrong and moderated not in VERDICTS:
            wrong = f"moderated is {shown(moderated)} instead of 1, 0 or -1"
        if not wrong and len(body) > BODY_LENGTH:
            wrong = f"comment-body has more than {BODY_LENGTH} characters"
        yield (
            Problem(str(path), line, wrong)
            if wrong
            else Comment(line, int(stamp), id, author, body, VERDICTS[moderated])
        )


def read_votes(path: Path, latest: int) -> Iterator[Vote | Problem]:
    """Every vote, and what is wrong with which."""
    for found in table(path, VOTE_COLUMNS, closed=["vote"]):
        if isinstance(found, Problem):
            yield found
            continue
        line, (stamp, comment, voter, vote) = found
        comment, voter, vote = comment.strip(), voter.strip(), vote.strip()
        wrong = wrong_time(stamp, latest) or wrong_id("comment-id", comment) or wrong_id("voter-id", voter)
        if not wrong and vote not in CHOICES:
            wrong = f"vote is {shown(vote)} instead of 1 (agree), -1 (disagree) or 0 (pass)"
        yield Problem(str(path), line, wrong) if wrong else Vote(line, int(stamp), comment, voter, CHOICES[vote])


def wrong_time(stamp: str, latest: int) -> str | None:
    stamp = stamp.strip()
    if not _number.fullmatch(stamp):
        return f"timestamp is {shown(stamp)} instead of a number of milliseconds since 1970"
    if len(stamp) > 18 or int(stamp) > latest:
        return f"timestamp is {shown(stamp)}: in milliseconds since 1970 that is in the future"
    return None


def wrong_id(column: str, id: str) -> str | None:
    if _name.fullmatch(id):
        return None
    return f"{column} is {shown(id)} instead of a number" if id else f"{column} is empty"
