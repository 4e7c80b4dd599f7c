"""Proposals over REST: submit, amend, withdraw; merge, hide, restore, answer; take up in a plan, move there."""

from datetime import datetime
from uuid import UUID

from api.rest.forms import WORDS, Form, Language, Reason, Text
from api.rest.representation import REFUSALS, Behalf
from api.rest.routes import Commands
from domain.moment import NoTimeZone, NotYetHappened
from domain.participation import meeting, placing
from domain.participation import proposal as domain
from domain.participation import proposal_events as events
from domain.participation import proposal_state as state
from domain.participation.consultation import Imported, NotOpen, Unknown
from domain.plans.plan_state import Closed, NoSuchChallenge, NoSuchProject, NotInPlan
from domain.plans.plan_state import Unknown as NoSuchPlan

commands = Commands("proposals", refusals=(Unknown,))

ONE = "/consultations/{consultation:uuid}/proposals/{proposal:uuid}"


class NewProposal(Form, frozen=True, kw_only=True):
    """`origin`, `reference` and `occurred_at` are for office holders who record a proposal received at a meeting or a desk;
    `on_behalf_of` then names its author. `challenge` is a challenge of the plan under consultation, `recommendation` a
    recommendation of a meeting. A representative names the organisation in `on_behalf_of`."""

    body: Text
    language: Language
    title: Text | None = None
    origin: events.Origin = "online"
    reference: Text | None = None
    challenge: UUID | None = None
    recommendation: events.Recommended | None = None
    on_behalf_of: Behalf | None = None
    occurred_at: datetime | None = None


commands.offers(
    domain.Submit,
    "POST",
    "/consultations/{consultation:uuid}/proposals",
    form=NewProposal,
    recorded=True,
    says="Submit a proposal. Allowed for participants of the consultation. An origin other than `online` is for focal points and "
    "administrators, who record a proposal received elsewhere together with the time of its receipt.",
    example={"title": "Des bancs", "body": "Des bancs à l'ombre, le long du chemin de l'école.", "language": "fr"},
    refusals=(
        NotOpen,
        Imported,
        domain.AlreadySubmitted,
        domain.NoPlan,
        domain.NotFromRecommendation,
        NoSuchChallenge,
        meeting.Unknown,
        meeting.NoRecommendation,
        NotYetHappened,
        NoTimeZone,
        *REFUSALS,
        *WORDS,
    ),
)
commands.offers(
    domain.Amend,
    "PUT",
    ONE,
    edits=True,
    form="Amendment",
    behalf=True,
    names_language=True,
    says="Amend your proposal. Allowed for its author while the consultation is open and the proposal is not answered.",
    example={"title": "Des bancs", "body": "Des bancs à l'ombre, et une fontaine.", "language": "fr"},
    refusals=(
        state.Unknown, NotOpen, Imported, state.NotYours, state.Settled, domain.AlreadyAnswered, *REFUSALS, *WORDS,
    ),
)  # fmt: skip
commands.offers(
    domain.Withdraw,
    "DELETE",
    ONE,
    behalf=True,
    says="Withdraw your proposal. Allowed for its author while the consultation is open.",
    refusals=(state.Unknown, NotOpen, Imported, state.NotYours, state.Settled, *REFUSALS),
)
commands.offers(
    domain.Merge,
    "POST",
    ONE + "/merging",
    form="Merging",
    says="Merge a proposal into another one with the same content.",
    example={"into": "0d2b3a52-3d5e-5a0e-8a55-4b8d3ad1f0aa", "reason": "La même demande", "language": "fr"},
    refusals=(state.Unknown, state.Settled, domain.IntoItself, placing.AlreadyIncorporated, *WORDS),
)
commands.offers(
    domain.Moderate,
    "PUT",
    ONE + "/moderation",
    name="hide",
    form=Reason,
    fixed={"verdict": "hidden"},
    says="Hide a proposal, with the reason. This can be undone.",
    example={"reason": "Donne l'adresse privée d'une personne", "language": "fr"},
    refusals=(state.Unknown, *WORDS),
)
commands.offers(
    domain.Restore,
    "DELETE",
    ONE + "/moderation",
    says="Restore a hidden proposal, with the reason.",
    example={"reason": "L'adresse est celle de la mairie", "language": "fr"},
    refusals=(state.Unknown, domain.NotHidden, *WORDS),
)
commands.offers(
    domain.GiveAnswer,
    "PUT",
    ONE + "/answer",
    edits=True,
    name="answer",
    form="ReasonedAnswer",
    says="Answer a proposal, with reasons. If-Match identifies the version of the proposal that you answer.",
    example={"answer": "accepted", "reasons": "Au budget de 2027.", "language": "fr"},
    refusals=(state.Unknown, state.Settled, placing.AlreadyIncorporated, *WORDS),
)
IN_A_PLAN = (state.Unknown, NoSuchPlan, Closed, NoSuchProject, NotInPlan)
PLACE = {"plan": "52b3f6a8-4f0e-5c41-9a2a-6f5a1c0f3e10", "project": "9d9e4a0c-8f0b-5d0d-b0a7-2f1f0f5a7c21"}

commands.offers(
    placing.Incorporate,
    "POST",
    ONE + "/place",
    form="Place",
    at=None,
    example=PLACE,
    refusals=(*IN_A_PLAN, state.Settled, placing.NotAccepted, placing.OfAnotherPlan, placing.AlreadyIncorporated),
)
commands.offers(
    placing.MoveTo,
    "PUT",
    ONE + "/place",
    edits=True,
    form="NewPlace",
    example={**PLACE, "activity": "1c1f5f5e-43f2-5f62-8e5e-6a6b2f3c9d32"},
    refusals=(*IN_A_PLAN, placing.NotIncorporated),
)
