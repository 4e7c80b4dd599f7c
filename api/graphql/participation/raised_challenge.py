"""Challenges that were raised in consultations, and the proposals that answer them."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from api.graphql.engine.kinds import field, kind
from api.graphql.engine.reading import one, opened_text, opening
from api.graphql.participation.proposal import Proposal, proposals_linked_to
from api.graphql.types import Connection, Node
from projections.participation.consultation import consultations
from projections.participation.raised_challenge import RaisedChallengeRow

if TYPE_CHECKING:
    from api.graphql.participation.consultation import Consultation

TEXT, AXIS = ("text", "text"), ("axis", "axis")


@kind(RaisedChallengeRow, opening({"text": (TEXT,), "axis": (AXIS,)}))
class RaisedChallenge(Node):
    """A challenge raised in a consultation, at a meeting or a desk. The challenges of a plan are `Challenge`."""

    consultation: Annotated["Consultation", strawberry.lazy("api.graphql.participation.consultation")] | None = field(
        by=one(consultations, "consultation")
    )
    text: str | None = field("Null once it is erased.", by=opened_text(*TEXT))
    axis: str | None = field("The axis that participants put it under, if any.", by=opened_text(*AXIS))
    proposals: Connection[Proposal] = field("The proposals that answer it.", by=proposals_linked_to)
