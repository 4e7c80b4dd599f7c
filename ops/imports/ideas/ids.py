"""The ids of ideas, so that a second import of a list recognises them, whatever its spellings.

A proposal's id derives from its number within the consultation; without a number, from the normal form of its text. The id of the
command that submits it derives from both. All are keyed digests: an id stays in the log for ever, and must not confirm words that
somebody guesses.
"""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from ops.imports.ideas.idea_list import Idea
from ops.imports.plan.vocabulary import plain
from ops.keys import Keyring


class Ids(msgspec.Struct, frozen=True):
    """The ids within one consultation."""

    keyring: Keyring
    consultation: UUID

    def proposal(self, idea: Idea) -> UUID:
        return self._key("number", plain(idea.number)) if idea.number else self._key("text", plain(idea.proposal))

    def challenge(self, text: str) -> UUID:
        return self._key("challenge", plain(text))

    def submission(self, idea: Idea) -> UUID:
        """The id of the command that submits an idea."""
        return self._key("submission", plain(idea.number), plain(idea.proposal))

    def raising(self, challenge: UUID) -> UUID:
        """The id of the command that raises a challenge."""
        return self._key("raising", challenge.hex)

    def opening(self) -> UUID:
        """The id of the command that opens the consultation."""
        return self._key("opening")

    def _key(self, kind: str, *parts: str) -> UUID:
        return key(self.keyring, kind, self.consultation.hex, *parts)


def new_consultation(keyring: Keyring, community: UUID, ideas: Sequence[Idea]) -> UUID:
    """The id of the consultation that the import of some ideas opens."""
    texts = sorted({f"{plain(idea.number)}\x1f{plain(idea.proposal)}" for idea in ideas})
    return key(keyring, "consultation", community.hex, *texts)


def key(keyring: Keyring, kind: str, *parts: str) -> UUID:
    """A keyed digest."""
    return UUID(bytes=keyring.fingerprint(b"ideas import", kind.encode(), *map(str.encode, parts)))
