"""Communities, and what is in them."""

from api.graphql.audit import AuditConnection, trail
from api.graphql.communities.office import OfficeHolder, holders_in
from api.graphql.communities.organisation import Organisation, organisations_in
from api.graphql.kinds import field, kind
from api.graphql.participation.consultation import Consultation, consultations_in
from api.graphql.reading import in_all_languages, official
from api.graphql.types import Connection, Node, TaggedText
from projections.communities.community import CommunityRow


@kind(CommunityRow)
class Community(Node):
    """A territorial community."""

    code: str
    name: str = field(
        "In the reader's language (Accept-Language), or the one that is asked for, or the next best.",
        by=official("name"),
    )
    names: list[TaggedText] = field("In all languages.", by=in_all_languages("name"))
    time_zone: str
    version: int
    consultations: Connection[Consultation] = field(by=consultations_in)
    organisations: Connection[Organisation] = field(by=organisations_in)
    office_holders: Connection[OfficeHolder] = field(
        "Who holds an office, under the pseudonyms that they have here.", by=holders_in
    )
    audit: AuditConnection = field(by=trail)
