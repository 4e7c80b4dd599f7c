"""Plans over REST: opened, taken through their stages, published, attested, evaluated, closed; their axes, challenges and
projects defined, revised, removed.
"""

from api.rest.forms import WORDS_BY_LANGUAGE, ByLanguage, Form
from api.rest.representation import REFUSALS
from api.rest.routes import Commands
from domain.across.plan import VoteUnderWay
from domain.communities.community import NotRegistered
from domain.communities.membership import NotANetwork
from domain.documents import BadDocument
from domain.moment import NoTimeZone, NotYetHappened
from domain.plans import axis, challenge, drafting, evaluation, partnership, project, stages
from domain.plans import plan as domain
from domain.plans.plan_state import Closed, NoSuchAxis, NoSuchChallenge, NoSuchProject, NoSuchVersion, Unknown
from domain.rules.law import NoRuleKnown


class PartRemoval(Form, frozen=True, kw_only=True):
    """The reason for removing a part of the plan."""

    reason: ByLanguage


commands = Commands("plans", refusals=(Unknown, Closed, NoRuleKnown))

ONE = "/plans/{plan:uuid}"
AXIS = ONE + "/axes/{axis:uuid}"
CHALLENGE = ONE + "/challenges/{challenge:uuid}"
PROJECT = ONE + "/projects/{project:uuid}"
PARTNER = PROJECT + "/partners/{partner}"

TITLE = {"ar": "برنامج عمل الانفتاح 2026-2028", "fr": "Plan d'action d'ouverture 2026-2028"}
WHY = {"reason": {"ar": "أدمج في محور آخر", "fr": "Repris dans un autre axe"}}
OTHER = "01a2b3c4-0000-7000-8000-00000000000"
RECORDED = (NoTimeZone, NotYetHappened, *REFUSALS)
REQUIREMENT = (stages.UnknownStage, stages.NotNext, stages.StageNotReady)

commands.offers(
    domain.OpenPlan,
    "POST",
    "/communities/{code}/plans",
    at="/api/v1/plans/{thing}",
    coded={"network"},
    recorded=True,
    example={
        "kind": "openness",
        "title": TITLE,
        "starts": "2026-11-01",
        "ends": "2028-10-31",
        "network": "network:remacto",
    },
    refusals=(
        *(domain.AlreadyOpened, domain.BadKind, domain.BadTerm, NotANetwork, NotRegistered),
        *WORDS_BY_LANGUAGE,
        *RECORDED,
    ),
)
commands.offers(
    domain.RevisePlan,
    "PUT",
    ONE,
    edits=True,
    example={"title": TITLE, "starts": "2026-11-01", "ends": "2028-12-31"},
    refusals=(domain.BadTerm, *WORDS_BY_LANGUAGE),
)
commands.offers(
    domain.EnterStage,
    "POST",
    ONE + "/stage",
    recorded=True,
    example={"stage": "public_consultation"},
    refusals=(*REQUIREMENT, *RECORDED),
)
commands.offers(
    domain.SendBack,
    "POST",
    ONE + "/stage/return",
    form="PlanReturn",
    example={"stage": "validation", "reason": {"fr": "Le conseil demande une autre version de l'axe 2"}},
    refusals=(stages.UnknownStage, stages.NotBehind, VoteUnderWay, *WORDS_BY_LANGUAGE),
)
commands.offers(
    domain.PublishDraft, "POST", ONE + "/versions", at=None, refusals=(domain.NothingNew, domain.BeforeTheCouncil)
)
commands.offers(
    domain.AttestAdoption,
    "POST",
    ONE + "/attestation",
    recorded=True,
    example={
        "number": 1,
        "document": {
            "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            "name": {"fr": "Procès-verbal de la session d'octobre 2023"},
            "media_type": "application/pdf",
            "size": 81920,
        },
        "decided_on": "2023-10-09",
        "certainty": "verified",
        "session": {"ar": "دورة أكتوبر 2023", "fr": "Session d'octobre 2023"},
    },
    refusals=(domain.AlreadyAdopted, domain.DecidedHere, NoSuchVersion, BadDocument, *WORDS_BY_LANGUAGE, *RECORDED),
)
commands.offers(
    evaluation.Evaluate,
    "POST",
    ONE + "/evaluation",
    form="PlanEvaluation",
    recorded=True,
    example={
        "assessor": {"fr": "Cellule d'évaluation du réseau"},
        "summary": {"fr": "Douze activités sur quinze ont été menées à bien"},
        "documents": [],
        "openness": "major",
        "ambition": "modest",
    },
    refusals=(
        *(evaluation.NotToBeEvaluated, evaluation.NotOnScale, drafting.TooMany, BadDocument),
        *WORDS_BY_LANGUAGE,
        *RECORDED,
    ),
)
commands.offers(
    domain.ClosePlan,
    "POST",
    ONE + "/closure",
    form="PlanClosure",
    example={"reason": {"fr": "Ouvert par erreur"}},
    refusals=(domain.ReasonNeeded, *WORDS_BY_LANGUAGE),
)

ABOUT = {
    "title": {"ar": "رقمنة الخدمات", "fr": "Des services en ligne"},
    "description": {"fr": "Ce que chacun attend, sans se déplacer"},
}
NEW = (drafting.AlreadyThere, drafting.TooMany, NoSuchAxis, *WORDS_BY_LANGUAGE)
GONE = (drafting.NotEmpty, *WORDS_BY_LANGUAGE)

commands.offers(axis.DefineAxis, "POST", ONE + "/axes", new="axis", example=ABOUT, refusals=NEW)
commands.offers(axis.ReviseAxis, "PUT", AXIS, example=ABOUT, refusals=(NoSuchAxis, *WORDS_BY_LANGUAGE))
commands.offers(axis.RemoveAxis, "DELETE", AXIS, form=PartRemoval, example=WHY, refusals=(NoSuchAxis, *GONE))

commands.offers(
    challenge.IdentifyChallenge,
    "POST",
    AXIS + "/challenges",
    new="challenge",
    at="/api/v1/plans/{plan}/challenges/{new}",
    example=ABOUT,
    refusals=NEW,
)
commands.offers(
    challenge.ReviseChallenge,
    "PUT",
    CHALLENGE,
    example={"axis": OTHER + "2", **ABOUT},
    refusals=(NoSuchAxis, NoSuchChallenge, *WORDS_BY_LANGUAGE),
)
commands.offers(
    challenge.RemoveChallenge, "DELETE", CHALLENGE, form=PartRemoval, example=WHY, refusals=(NoSuchChallenge, *GONE)
)

PROJECT_EXAMPLE = {
    **ABOUT,
    "principles": ["transparency", "participation"],
    "challenges": [OTHER + "3"],
    "partners": ["04.421.02"],
}
commands.offers(
    project.DefineProject,
    "POST",
    AXIS + "/projects",
    new="project",
    at="/api/v1/plans/{plan}/projects/{new}",
    coded={"partners"},
    example={**PROJECT_EXAMPLE, "taken_from": {"plan": OTHER + "4", "project": OTHER + "5"}},
    refusals=(
        *(NoSuchChallenge, NoSuchProject, project.UnknownPrinciple, project.TakenFromItself, NotRegistered),
        *NEW,
    ),
)
commands.offers(
    project.ReviseProject,
    "PUT",
    PROJECT,
    coded={"partners"},
    example={"axis": OTHER + "2", **PROJECT_EXAMPLE},
    refusals=(
        *(NoSuchAxis, NoSuchChallenge, NoSuchProject, project.UnknownPrinciple, drafting.TooMany, NotRegistered),
        *WORDS_BY_LANGUAGE,
    ),
)
commands.offers(
    partnership.AcceptPartnership,
    "POST",
    PARTNER + "/acceptance",
    coded={"partner"},
    refusals=(NoSuchProject, partnership.NotRequested),
)
commands.offers(
    partnership.EndPartnership,
    "DELETE",
    PARTNER,
    coded={"partner"},
    example=WHY,
    refusals=(NoSuchProject, partnership.NotAPartner, *WORDS_BY_LANGUAGE),
)
commands.offers(
    project.RemoveProject,
    "DELETE",
    PROJECT,
    form=PartRemoval,
    example=WHY,
    refusals=(NoSuchProject, project.HoldsProposals, *GONE),
)
