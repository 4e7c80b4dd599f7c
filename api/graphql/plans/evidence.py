"""Evidence: the files that show what was done about activities."""

from datetime import datetime

from api.graphql.engine.kinds import field, kind
from api.graphql.engine.reading import in_all_languages, official
from api.graphql.types import Document, Node, TaggedText
from projections.plans.evidence import EvidenceRow


@kind(EvidenceRow)
class Evidence(Node):
    """A file attached to an activity as evidence."""

    document: Document
    note: str = field("A description of the file.", by=official("note"))
    notes: list[TaggedText] = field("In all languages.", by=in_all_languages("note"))
    attached_at: datetime = field(by=lambda reading, rows: [row.attached for row in rows])
