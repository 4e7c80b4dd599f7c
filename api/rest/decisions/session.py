"""Sessions over REST: convened, opened or adjourned for lack of a quorum, called again, closed; then their minutes."""

from api.rest.forms import WORDS_BY_LANGUAGE
from api.rest.representation import REFUSALS
from api.rest.routes import Commands
from domain.communities.community import NotRegistered
from domain.decisions import convening, late_entry, presence
from domain.decisions import session as domain
from domain.decisions import session_state as state
from domain.documents import BadDocument
from domain.moment import NoTimeZone, NotYetHappened
from domain.rules.law import NoRuleKnown

commands = Commands("sessions", refusals=(NoTimeZone, NotYetHappened, late_entry.EnteredTooLate, *REFUSALS))

ONE = "/sessions/{session:uuid}"
PAPER = {
    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "name": {"ar": "محضر دورة أكتوبر", "fr": "Procès-verbal de la session d'octobre"},
    "media_type": "application/pdf",
    "size": 182_400,
}
MEMBERS = [f"01a2b3c4-0000-7000-8000-00000000001{number}" for number in range(3)]
MEETING = (state.Unknown, domain.NotToBeOpened, domain.NotItsDay, domain.BadAttendance, NoRuleKnown)

commands.offers(
    convening.Convene,
    "POST",
    "/communities/{code}/sessions",
    at="/api/v1/sessions/{thing}",
    recorded=True,
    example={
        "body": "01a2b3c4-0000-7000-8000-000000000002",
        "kind": "ordinary",
        "title": {"ar": "دورة أكتوبر", "fr": "Session d'octobre"},
        "starts": "2026-10-05T09:00:00Z",
        "agenda": [{"key": "1", "title": {"ar": "برنامج العمل", "fr": "Programme d'action"}}],
        "documents": [PAPER],
    },
    refusals=(
        *(convening.AlreadyConvened, convening.NotACouncil, convening.OutOfSeason, convening.BadRequest),
        *(convening.NotCalledFor, convening.BadAgenda, convening.TooManyDocuments, convening.BadStart),
        *(NotRegistered, NoRuleKnown, BadDocument, *WORDS_BY_LANGUAGE),
    ),
)
commands.offers(
    domain.OpenSession,
    "POST",
    ONE + "/opening",
    recorded=True,
    example={"present": MEMBERS, "presiding": MEMBERS[0]},
    refusals=(*MEETING, domain.NoQuorum),
)
commands.offers(
    domain.AdjournWithoutQuorum,
    "POST",
    ONE + "/adjournment",
    recorded=True,
    example={"present": MEMBERS[:1]},
    refusals=(*MEETING, domain.QuorumReached),
)
commands.offers(
    domain.Recall,
    "POST",
    ONE + "/recall",
    recorded=True,
    example={"starts": "2026-10-09T09:00:00Z"},
    refusals=(
        *(state.Unknown, domain.NotAdjourned, domain.NoFurtherCall, domain.OutsideTheDays, state.OutOfOrder),
        *(convening.BadStart, NoRuleKnown),
    ),
)
THERE = (state.Unknown, state.NotOpen, state.OutOfOrder)
commands.offers(
    presence.RecordArrival,
    "PUT",
    ONE + "/present/{member:uuid}",
    recorded=True,
    example={},
    refusals=(*THERE, presence.AlreadyThere, presence.NotInOffice),
)
commands.offers(
    presence.RecordDeparture,
    "DELETE",
    ONE + "/present/{member:uuid}",
    recorded=True,
    example={},
    refusals=(*THERE, presence.NotThere, presence.Presides),
)
commands.offers(
    presence.Preside,
    "PUT",
    ONE + "/presiding",
    recorded=True,
    example={"member": MEMBERS[1]},
    refusals=(*THERE, presence.NotThere),
)
commands.offers(
    late_entry.ConfirmSession,
    "POST",
    ONE + "/confirmation",
    coded=("authority",),
    recorded=True,
    example={},
    refusals=(
        *THERE,
        *(late_entry.NothingToConfirm, late_entry.OwnRecord, late_entry.NotItsAuthority),
    ),
)
commands.offers(
    domain.CloseSession,
    "POST",
    ONE + "/closing",
    recorded=True,
    example={},
    refusals=(state.Unknown, state.NotOpen, state.OutOfOrder, domain.VoteUnderWay),
)
commands.offers(
    domain.PublishMinutes,
    "PUT",
    ONE + "/minutes",
    edits=True,
    recorded=True,
    example={"document": PAPER, "summary": {"ar": "تمت المصادقة على البرنامج", "fr": "Le programme est adopté"}},
    refusals=(state.Unknown, domain.NotClosed, BadDocument, *WORDS_BY_LANGUAGE),
)
