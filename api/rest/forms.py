"""Forms: the types of request bodies. They reject unknown fields and wrong types; the domain checks the rest."""

from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from domain.refusal import Refusal
from domain.text import Sealed
from domain.words import BadCharacters, BadLanguage, Empty, TooLong, TooManyLanguages

Text = Annotated[str, Meta(description="A text.")]
Language = Annotated[str, Meta(description="A language tag (BCP 47).", examples=["ar", "fr", "zgh-Tfng"])]
ByLanguage = Annotated[dict[Language, Text], Meta(description="A text in several languages, by language tag.")]
UNDETERMINED = "und"

WORDS: tuple[type[Refusal], ...] = (Empty, TooLong, BadCharacters, BadLanguage)
WORDS_BY_LANGUAGE = (*WORDS, TooManyLanguages)
"""The refusals for people's words, and for official texts."""


class Form(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The body of a request."""


class Reason(Form, frozen=True, kw_only=True):
    """The reason for the decision. It is public."""

    reason: Text
    language: Language = UNDETERMINED


class Done(msgspec.Struct, frozen=True, omit_defaults=True):
    """The result of a command: the entity's id and version, and the position in the log. `events` is the number of recorded
    events; `repeated` is true if the command had already been run. `new` is the id of what the command made within the entity: a
    member of a body, a part of a plan."""

    id: UUID
    version: int
    position: int
    events: int
    repeated: bool
    new: UUID | None = None


def sealed(text: str, language: str) -> Sealed:
    """A text as words to be sealed."""
    return Sealed(language, text)
