"""Types that several nouns share: lists by the Relay specification, texts, moderation, moments."""

from datetime import datetime
from typing import Generic, TypedDict, TypeVar
from uuid import UUID

import strawberry

from api.graphql.engine.kinds import Objects, Word, field, kind, words
from api.graphql.engine.reading import Reading, Tagged, in_all_languages, official
from api.graphql.engine.relay import Listed, Placed
from api.graphql.engine.scalars import Moment, Position
from domain import documents

T = TypeVar("T")


@strawberry.interface(description="An entity of the register.")
class Node:
    id: UUID


@kind(Listed)
class PageInfo:
    """Pagination information, by the Relay specification."""

    has_next_page: bool
    has_previous_page: bool
    start_cursor: str | None
    end_cursor: str | None


# What has no docstring has no description in the schema.
@kind(Placed)
class Edge(Generic[T]):
    cursor: str
    node: T


@kind(Listed)
class Connection(Generic[T]):
    total_count: int
    edges: list[Edge[T]]
    nodes: list[T]
    page_info: PageInfo


@kind(Tagged)
class TaggedText:
    """An official text in one language."""

    language: str = field("A BCP 47 language tag.")
    text: str | None = field("Null if the text was erased.")


def addresses(reading: Reading, rows: Objects) -> list[str]:
    return [f"/api/v1/files/{row.sha256}" for row in rows]


@kind(documents.Document)
class Document:
    """A file attached to the record, identified by the SHA-256 of its bytes."""

    sha256: str = field("In hex.")
    name: str = field(by=official("name"))
    names: list[TaggedText] = field(by=in_all_languages("name"))
    media_type: str
    size: int = field("In bytes.")
    address: str = field("The URL to download it from.", by=addresses)


@words
class Moderation(Word):
    """The moderation status of somebody's text. Hidden text is shown to nobody, not even in reads as of an earlier moment."""

    UNMODERATED = "unmoderated"
    ACCEPTED = "accepted"
    HIDDEN = "hidden"


class AtLeast(TypedDict):
    """The argument `atLeast`: wait until the read models have reached a position."""

    at_least: Position | None


class AsOf(TypedDict):
    """The arguments `asOf`, a moment of the record, and `occurredAsOf`, a time of the facts."""

    as_of: Moment | None
    occurred_as_of: datetime | None
    at_least: Position | None
