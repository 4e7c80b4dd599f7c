"""Approvals over REST: asked for, granted or refused."""

from api.rest.forms import WORDS_BY_LANGUAGE
from api.rest.routes import Commands
from domain.across.approval import NotHeldThere
from domain.communities.community import NotRegistered
from domain.decisions import approval as domain
from domain.decisions.deadline import BadDue
from domain.moment import NoTimeZone
from domain.plans import plan_state

commands = Commands("approvals")

ONE = "/approvals/{approval:uuid}"
REASONS = {"fr": "Conforme aux engagements du programme", "ar": "مطابق لالتزامات البرنامج"}
VERSION = {
    "kind": "plan_version",
    "plan": "01a2b3c4-0000-7000-8000-000000000001",
    "number": 2,
    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
}

commands.offers(
    domain.RequestApproval,
    "POST",
    "/communities/{code}/approvals",
    at="/api/v1/approvals/{thing}",
    coded={"holder_of"},
    example={"subject": VERSION, "role": "committee"},
    recorded=True,
    refusals=(
        *(domain.AlreadyRequested, NotHeldThere, BadDue, NoTimeZone, NotRegistered),
        *(plan_state.Unknown, plan_state.Closed, plan_state.NoSuchVersion),
    ),
)
ANSWERS = (domain.Unknown, domain.AlreadyDecided, *WORDS_BY_LANGUAGE)
commands.offers(
    domain.GrantApproval, "POST", ONE + "/grant", recorded=True, example={"reasons": REASONS}, refusals=ANSWERS
)
commands.offers(
    domain.RefuseApproval,
    "POST",
    ONE + "/refusal",
    example={"reasons": {"fr": "Les engagements de l'axe 2 n'ont pas de budget"}},
    recorded=True,
    refusals=ANSWERS,
)
