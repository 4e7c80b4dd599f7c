"""Evidence: the files that show what was done about activities."""

from datetime import datetime
from typing import Any, Unpack

from api.graphql.kinds import Objects, field, kind
from api.graphql.reading import Reading, in_all_languages, official
from api.graphql.relay import Listed, Page, Paging, connections
from api.graphql.types import Document, Node, TaggedText
from projections.plans.evidence import EvidenceRow, evidence


async def evidence_in(reading: Reading, rows: Objects, **page: Unpack[Paging]) -> list[Listed[Any]]:
    """What was attached to each of some activities, in that order."""
    return await connections(reading, evidence, "page", [row.id for row in rows], Page.asked(**page))


@kind(EvidenceRow)
class Evidence(Node):
    """A file that shows what was done about an activity."""

    document: Document
    note: str = field("What is said of it.", by=official("note"))
    notes: list[TaggedText] = field("In all languages.", by=in_all_languages("note"))
    attached_at: datetime = field(by=lambda reading, rows: [row.attached for row in rows])
