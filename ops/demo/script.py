"""What happens in the demonstration: `record.json`, read and checked."""

from pathlib import Path
from typing import Any

import msgspec

from domain.participation.ballot import Choice
from domain.participation.comment import Stance
from domain.participation.consultation import BallotKind
from domain.participation.proposal_events import Answer as Verdict
from domain.participation.proposal_events import Origin
from domain.text import Sealed, Words


class Community(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    code: str
    name: Words
    time_zone: str


class Comment(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    key: str
    author: str
    language: str
    stance: Stance
    body: str
    parent: str | None = None


class Reason(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    language: str
    reason: str

    @property
    def sealed(self) -> Sealed:
        return Sealed(self.language, self.reason)


class Merging(Reason, frozen=True, forbid_unknown_fields=True):
    proposal: str


class Answer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    answer: Verdict
    language: str
    reasons: str


class Proposal(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`turnout` is the part of the voters who vote on it; of those, `agree` and `disagree` are parts, the rest passes."""

    key: str
    language: str
    title: str
    body: str
    author: str
    turnout: float
    comments: list[Comment]
    agree: float = 0.0
    disagree: float = 0.0
    origin: Origin = "online"
    reference: str | None = None
    answer: Answer | None = None
    hidden: Reason | None = None
    merged_into: Merging | None = None

    def choice(self, kind: BallotKind, chance: float) -> Choice:
        if kind == "support":
            return "support"
        if chance < self.agree:
            return "agree"
        return "disagree" if chance < self.agree + self.disagree else "pass"


class Consultation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    key: str
    ballot: BallotKind
    opened_days_ago: int
    open_for_days: int
    title: Words
    description: Words
    proposals: list[Proposal]
    ballots_per_person: int | None = None
    report: Words | None = None
    """Where there is a report, the consultation is closed before it."""


class Script(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    community: Community
    voters: int
    consultations: list[Consultation]


def sealed(words: Words) -> dict[str, Any]:
    return {language: Sealed(language, text) for language, text in words.items()}


def read_script() -> Script:
    return msgspec.json.decode(Path(__file__).with_name("record.json").read_bytes(), type=Script)
