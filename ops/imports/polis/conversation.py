"""One conversation as the record knows it, and its rows as commands.

Whatever lies where, a conversation is known again by its address (without one, by topic and description), and a row by its
conversation, its content and its ordinal among rows that say the same. Of a comment, the counts of votes and the moderation
are not content: they differ from one export to the next. The ids are keyed, never plain hashes: an id stands in the log for
ever, and must not confirm the words that somebody guesses.
"""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import cast
from uuid import UUID, uuid5

from domain.actors import OUTSIDER
from domain.kernel import System
from domain.participation import consultation
from domain.participation.ballot import Choice, Copy, ballot_stream
from domain.participation.proposal import Moderate, Submit
from domain.record import Outsider, Request
from domain.text import Sealed
from ops.imports.common.language import language_of
from ops.imports.polis.polis_export import Summary, Verdict
from ops.imports.polis.staging import Due
from ops.keys import Keyring

BY = System(consultation.IMPORTER)
SOURCE = "polis"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Conversation:
    def __init__(self, summary: Summary, keyring: Keyring) -> None:
        self._summary, self._keyring = summary, keyring
        self.id = self._key("conversation", *([summary.url] if summary.url else [summary.topic, summary.description]))
        self.proposal = lru_cache(10_000)(self._proposal)

    def _key(self, kind: str, *parts: str) -> UUID:
        return UUID(bytes=self._keyring.fingerprint(b"polis import", kind.encode(), *map(str.encode, parts)))

    def _own_key(self, kind: str, of: str, words: str = "") -> UUID:
        return self._key(kind, f"{self.id} {of}", words)

    def _proposal(self, comment: str) -> UUID:
        return uuid5(self.id, f"comment {comment}")

    def command_id(self, row: Due) -> UUID:
        if row.body is None:
            return self._own_key("vote", f"{row.at} {row.comment} {row.person} {row.choice} {row.ordinal}")
        return self._own_key("comment", f"{row.at} {row.comment} {row.person}", row.body.replace("\r\n", "\n"))

    def opening(self, community: UUID, opens: int) -> Request:
        topic, description, url = self._summary.topic, self._summary.description, self._summary.url
        language = language_of(description)
        command = consultation.Open(
            community,
            self.id,
            {language_of(topic): topic},
            {language: Sealed(language, description)} if description.strip() else {},
            moment(opens),
            None,
            source=consultation.Source(SOURCE, url or topic),
        )
        return Request(command, BY, self._own_key("opening", ""), occurred_at=command.opens)

    def request(self, row: Due) -> Request:
        """What a row asks for, in the name of its author or voter, at its own time."""
        proposal = self.proposal(row.comment)
        command: Submit | Copy
        if row.body is not None:
            command = Submit(self.id, proposal, Sealed(language_of(row.body), row.body), reference=row.comment)
        else:
            command = Copy(self.id, proposal, cast(Choice, row.choice))
        return Request(command, BY, self.command_id(row), person(row), moment(row.at))

    def reached(self, row: Due, until: datetime) -> Request:
        """Says that everything is recorded up to this row, which comes last."""
        return Request(consultation.Reach(self.id, until), BY, self._own_key("reached", str(self.command_id(row))))

    def moderation(self, comment: str, verdict: Verdict, version: int) -> Request:
        """What moderators said of a proposal, which is at a version now. The export does not say when."""
        proposal = self.proposal(comment)
        return Request(
            Moderate(self.id, proposal, verdict), BY, self._own_key("moderation", f"{comment} {verdict} {version}")
        )

    def pseudonym(self, row: Due) -> UUID:
        return self._keyring.pseudonym(self.id, OUTSIDER + person(row).name.encode())

    def ballot(self, row: Due) -> UUID:
        """The stream that a vote goes to."""
        return ballot_stream(self.proposal(row.comment), self.pseudonym(row))


def person(row: Due) -> Outsider:
    """Authors and voters are numbered in one series, each conversation by itself."""
    return Outsider(f"{SOURCE}:{row.person}")


def moment(milliseconds: int) -> datetime:
    return EPOCH + timedelta(milliseconds=milliseconds)


def milliseconds(moment: datetime) -> int:
    return (moment - EPOCH) // timedelta(milliseconds=1)
