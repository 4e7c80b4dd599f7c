"""Maps one conversation to its id and its commands, so that a second import recognises it.

A conversation's id derives from its address (without one, from topic and description), whose spelling differs from one kind
of export to the other: `ids` gives those that earlier imports may have used. A row's command id derives from the conversation,
the row's content, and its ordinal among equal rows. The counts of votes and the moderation of a comment are not part of its
content: they differ from one export to the next. The ids are keyed digests: an id stays in the log for ever, and must not confirm
words that somebody guesses.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import cast
from uuid import UUID, uuid5

from domain.actors import OUTSIDER
from domain.kernel import System
from domain.participation import consultation
from domain.participation.ballot import Choice, Copy, ballot_stream
from domain.participation.importers import IMPORTER, Source
from domain.participation.proposal import Moderate, Submit
from domain.record import Outsider, Request
from domain.text import Sealed
from ops.imports.common.language import language_of
from ops.imports.polis.polis_export import Summary, Verdict
from ops.imports.polis.staging import StagedRow
from ops.keys import Keyring

BY = System(IMPORTER)
SOURCE = "polis"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_address = re.compile(r"(?:[a-z]+://)?(?P<host>[^/\s?#]+)(?P<path>/[^\s?#]+)(?:[?#]\S*)?", re.IGNORECASE)


class Conversation:
    """The ids and the commands of one conversation."""

    def __init__(self, summary: Summary, keyring: Keyring, id: UUID) -> None:
        self._summary, self._keyring, self.id = summary, keyring, id
        self.proposal = lru_cache(10_000)(self._proposal)

    def _key(self, kind: str, *parts: str) -> UUID:
        return key(self._keyring, kind, *parts)

    def _own_key(self, kind: str, of: str, words: str = "") -> UUID:
        return self._key(kind, f"{self.id} {of}", words)

    def _proposal(self, comment: str) -> UUID:
        return uuid5(self.id, f"comment {comment}")

    def command_id(self, row: StagedRow) -> UUID:
        """The idempotency key of a row."""
        if row.body is None:
            return self._own_key("vote", f"{row.at} {row.comment} {row.person} {row.choice} {row.ordinal}")
        return self._own_key("comment", f"{row.at} {row.comment} {row.person}", row.body.replace("\r\n", "\n"))

    def opening(self, community: UUID, opens: int) -> Request:
        """The command that opens the consultation. `opens` in milliseconds since 1970."""
        topic, description, url = self._summary.topic, self._summary.description, self._summary.url
        language = language_of(description)
        command = consultation.Open(
            community,
            self.id,
            {language_of(topic): topic},
            {language: Sealed(language, description)} if description.strip() else {},
            moment(opens),
            None,
            source=Source(SOURCE, url or topic),
        )
        return Request(command, BY, self._own_key("opening", ""), occurred_at=command.opens)

    def request(self, row: StagedRow, not_before: datetime | None = None) -> Request:
        """The command of a row, on behalf of its author or voter, at its own time, or at `not_before` if that is in the same
        second: times in whole seconds are rounded down."""
        proposal = self.proposal(row.comment)
        command: Submit | Copy
        if row.body is not None:
            command = Submit(self.id, proposal, Sealed(language_of(row.body), row.body), reference=row.comment)
        else:
            command = Copy(self.id, proposal, cast(Choice, row.choice))
        at = moment(row.at)
        if not_before is not None and at < not_before and same_second(at, not_before):
            at = not_before
        return Request(command, BY, self.command_id(row), person(row), at)

    def reached(self, row: StagedRow, until: datetime) -> Request:
        """The command that moves the conversation's cursor to `until`, after its last row `row`."""
        return Request(consultation.Reach(self.id, until), BY, self._own_key("reached", str(self.command_id(row))))

    def moderation(self, comment: str, verdict: Verdict, version: int) -> Request:
        """The command that moderates a proposal, which is at `version`. The export does not give its time."""
        proposal = self.proposal(comment)
        return Request(
            Moderate(self.id, proposal, verdict), BY, self._own_key("moderation", f"{comment} {verdict} {version}")
        )

    def pseudonym(self, row: StagedRow) -> UUID:
        """The pseudonym of a row's author or voter."""
        return self._keyring.pseudonym(self.id, OUTSIDER + person(row).name.encode())

    def ballot(self, row: StagedRow) -> UUID:
        """The stream of a vote."""
        return ballot_stream(self.proposal(row.comment), self.pseudonym(row))


def key(keyring: Keyring, kind: str, *parts: str) -> UUID:
    """A keyed digest."""
    return UUID(bytes=keyring.fingerprint(b"polis import", kind.encode(), *map(str.encode, parts)))


def ids(summary: Summary, keyring: Keyring) -> list[UUID]:
    """The ids that a conversation may have: first the one for a new conversation."""
    return [key(keyring, "conversation", *name) for name in dict.fromkeys(names(summary))]


def names(summary: Summary) -> Iterator[tuple[str, ...]]:
    """The spellings of an address, or of topic and description: first the normal one."""
    topic, description = summary.topic, summary.description
    if not summary.url:
        yield " ".join(topic.split()), " ".join(description.split())
        yield topic, description
        yield topic, description.replace("\r\n", "\n")
        yield topic, description.replace("\r\n", "\n").replace("\n", "\r\n")
        return
    if match := _address.fullmatch(summary.url):
        host, path = match["host"].casefold(), match["path"].rstrip("/")
        yield (f"https://{host}{path}",)
        yield (summary.url,)
        for start in ("https://", "http://", ""):
            for end in ("", "/"):
                yield (f"{start}{host}{path}{end}",)
    yield (summary.url,)


def person(row: StagedRow) -> Outsider:
    """A row's author or voter. Each conversation numbers both in one series."""
    return Outsider(f"{SOURCE}:{row.person}")


def moment(milliseconds: int) -> datetime:
    return EPOCH + timedelta(milliseconds=milliseconds)


def same_second(one: datetime, other: datetime) -> bool:
    return one.replace(microsecond=0) == other.replace(microsecond=0)


def milliseconds(moment: datetime) -> int:
    return (moment - EPOCH) // timedelta(milliseconds=1)
