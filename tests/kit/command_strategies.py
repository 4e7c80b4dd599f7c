"""What people in and out of office may ask for around a plan, its council and its consultations: one after the other, some of it
sensible, some not. Tests play it in any order."""

from collections.abc import Callable, Sequence
from datetime import date
from random import Random
from typing import Any
from uuid import UUID

from hypothesis import strategies as some

from domain.communities.seat import Unseat
from domain.decisions import approval, late_entry, opinion, presence, resolution, session
from domain.decisions.convening import Convene
from domain.decisions.resolution_events import ResolutionTabled
from domain.decisions.subjects import PlanVersion
from domain.kernel import Actor, Command
from domain.participation import consultation, placing, proposal
from domain.participation.proposal_events import ProposalSubmitted
from domain.plans import plan
from domain.plans.activity import MoveActivity, PlanActivity, RemoveActivity
from domain.plans.implementation import ChangeStatus
from domain.plans.plan_state import Plan
from domain.plans.project import DefineProject, RemoveProject
from tests.kit.council_facts import AGENDA, COUNCIL
from tests.kit.plan_facts import (
    AXIS,
    COMMITTEE,
    ENDS,
    MINUTES,
    NAME,
    PLAN,
    PRESIDENT,
    REASON,
    STARTS,
    TEXT,
    TITLE,
    WATER,
    WELLS,
    YOUTH,
)  # fmt: skip
from tests.kit.scenario import (
    AMINA,
    COMMUNITY,
    DAY,
    FOCAL_POINT,
    NOON,
    History,
    office,
    thing,
    words,
)  # fmt: skip

SECRETARY, ADVISORY, STAFF = office("secretary"), office("advisory"), office("administrator")
MEMBERS = [thing(f"member {number}") for number in range(5)]
SITTINGS = [thing(f"sitting {number}") for number in range(3)]
SIDES: tuple[Any, ...] = ("for", "for", "for", "against", "against", "abstain", None, None)
LATER = NOON + 25 * DAY
"""When all is recorded: what happened in sessions is said to have happened on their days."""

Asked = tuple[Command, Actor]
Move = Callable[[History, int, int], Sequence[Asked]]
"""What is asked for, one after the other; the numbers choose about whom and what."""


def known(history: History, kind: type, what: Callable[[Any], Any] = lambda entry: entry.stream) -> list[Any]:
    return [what(entry) for entry in history.entries if isinstance(entry.data, kind)]


def one_of(things: list[Any], n: int) -> Any:
    return things[n % len(things)] if things else thing("nothing")


def fresh(history: History, what: str) -> UUID:
    return thing(f"{what} {len(history.entries)}")


def now(history: History) -> Plan:
    it: Plan = history.state(plan.plans, PLAN)
    return it


def subset(n: int) -> list[UUID]:
    return [member for place, member in enumerate(MEMBERS) if n >> place & 1]


def meets(history: History, a: int, b: int) -> Sequence[Asked]:
    """A session is convened, opened by those who came, or adjourned; then perhaps called again."""
    id, came = SITTINGS[a % 3], subset(b | b >> 5)
    starts = history.state(session.sessions, id).starts or NOON + a % 3 * DAY
    again = starts + (3 + a % 4) * DAY
    return [
        (Convene(COMMUNITY, id, COUNCIL, "ordinary", TITLE, NOON + a % 3 * DAY, AGENDA), SECRETARY),
        (session.OpenSession(id, came, one_of(came, a)), SECRETARY),
        (session.AdjournWithoutQuorum(id, came), SECRETARY),
        (session.Recall(id, again), PRESIDENT),
    ]


def comes_and_goes(history: History, a: int, b: int) -> Sequence[Asked]:
    kinds: tuple[Any, ...] = (presence.RecordArrival, presence.RecordDeparture, presence.Preside)
    return [(kinds[b % 3](sits(history, a), MEMBERS[b % 5]), SECRETARY)]


def sits(history: History, n: int) -> UUID:
    """A session that is open, if there is one."""
    there = [one for one in SITTINGS if history.state(session.sessions, one).stage == "open"]
    id: UUID = one_of(there or SITTINGS, n)
    return id


def tabled(history: History, a: int, b: int) -> Sequence[Asked]:
    """A resolution on a version: mostly the latest; or an older one, or what was never published."""
    latest, versions = now(history).latest, now(history).versions
    number, sha256 = (latest.number, latest.sha256) if latest else (1, "00" * 32)
    match b % 8:
        case 0:
            sha256 = "00" * 32
        case 1:
            number += 1
        case 2:
            number, sha256 = versions[0].number, versions[0].sha256
    new = fresh(history, "resolution")
    id, subject = sits(history, a), PlanVersion(PLAN, number, sha256)
    return [
        (resolution.Table(id, new, "plan", NAME, TEXT, subject), SECRETARY),
        (resolution.PutToVote(id, new), SECRETARY),
    ]


def of_resolution(history: History, n: int) -> tuple[UUID, UUID]:
    found = known(history, ResolutionTabled, lambda entry: (entry.root, entry.stream))[::-1]
    session, id = one_of(found, n % 2) if found else (SITTINGS[0], thing("nothing"))
    return session, id


def votes(history: History, a: int, b: int) -> Sequence[Asked]:
    """Each member votes, or does not: those who are not there try to."""
    on = of_resolution(history, a)
    sides = [SIDES[(b >> 3 * place) % 8] for place in range(5)]
    cast = zip(MEMBERS, sides, strict=True)
    return [(resolution.RecordVote(*on, member, side), SECRETARY) for member, side in cast if side is not None]


def votes_and_closes(history: History, a: int, b: int) -> Sequence[Asked]:
    return [*votes(history, a, b), *closes(history, a, b)]


def closes(history: History, a: int, b: int) -> Sequence[Asked]:
    """The vote is closed; mostly the president has confirmed before what the secretary entered after its day."""
    session, id = of_resolution(history, a)
    confirmed = [(late_entry.ConfirmSession(session), PRESIDENT)] if b % 8 else []
    return [*confirmed, (resolution.CloseVote(session, id), PRESIDENT)]


def loses_a_member(history: History, a: int, b: int) -> Sequence[Asked]:
    """Somebody's seat ends: before the sessions, or among them."""
    gone = Unseat(COMMUNITY, COUNCIL, MEMBERS[b % 5], date(2026, 9, 28) + a % 8 * DAY, words("Démission"))
    return [(gone, STAFF), (session.CloseSession(SITTINGS[a % 3]), SECRETARY)][: 1 + b % 2]


def enters(history: History, a: int, b: int) -> Sequence[Asked]:
    """The next stage, and the one after it."""
    keys = ("preparation", "co_creation", "drafting", "public_consultation", "validation", "adoption", "implementation")
    place = keys.index(now(history).stage or keys[0])
    return [(plan.EnterStage(PLAN, key), FOCAL_POINT) for key in keys[place + 1 : place + 3]]


def draws_up(history: History, a: int, b: int) -> Sequence[Asked]:
    """The plan says something else; and is published so, or not."""
    project = fresh(history, "project")
    return [
        (DefineProject(PLAN, AXIS, project, NAME, {}), COMMITTEE),
        (PlanActivity(PLAN, fresh(history, "activity"), project, NAME, {}, NAME, STARTS, ENDS), COMMITTEE),
        (plan.PublishDraft(PLAN), FOCAL_POINT),
    ][: 3 if b % 4 else 2]


def validates(history: History, a: int, b: int) -> Sequence[Asked]:
    """The committee and the youth, or one of them, are asked about the latest version; and answer, or not."""
    latest = now(history).latest
    about = PlanVersion(PLAN, latest.number, latest.sha256) if latest else PlanVersion(PLAN, 1, "00" * 32)
    asked, opined = fresh(history, "approval"), fresh(history, "opinion")
    says = approval.RefuseApproval if b % 8 == 0 else approval.GrantApproval
    all_ = [
        (approval.RequestApproval(COMMUNITY, asked, about, "committee"), FOCAL_POINT),
        (says(asked, REASON), COMMITTEE),
        (opinion.RequestOpinion(COMMUNITY, opined, YOUTH, about, TEXT), FOCAL_POINT),
        (opinion.DeliverOpinion(opined, "reserved", TEXT), ADVISORY),
        (opinion.AnswerOpinion(opined, TEXT, "partly"), PRESIDENT),
    ]
    return {1: all_[:4], 2: all_[2:], 3: all_[2:], 4: all_[:2], 5: all_[:2]}.get(b % 8, all_)


def place(history: History, n: int) -> tuple[UUID, UUID | None]:
    """A project of the plan, or an activity of it: not always of that project."""
    projects, activities = list(now(history).projects), list(now(history).activities)
    return one_of(projects, n), one_of(activities, n // 3) if n % 3 else None


def talks(history: History, a: int, b: int) -> Sequence[Asked]:
    """A consultation on the latest version with two proposals: one is answered and taken up, the other is, or is not."""
    talk, one, two = (fresh(history, what) for what in ("talk", "one", "two"))
    number, until = len(now(history).versions) or None, LATER + 30 * DAY
    return [
        (consultation.Open(COMMUNITY, talk, TITLE, {}, LATER, until, plan=PLAN, number=number), FOCAL_POINT),
        (proposal.Submit(talk, one, words("Des bancs")), AMINA),
        *([(proposal.Submit(talk, two, words("Des arbres")), AMINA)] if b % 4 == 0 else []),
        (proposal.GiveAnswer(talk, one, "accepted" if b % 4 else "partly_accepted", words("Oui")), FOCAL_POINT),
        (placing.Incorporate(talk, one, PLAN, WATER, WELLS), COMMITTEE),
        (placing.Incorporate(talk, one, PLAN, *place(history, b)), COMMITTEE),
        (consultation.Close(talk), FOCAL_POINT),
        (consultation.PublishReport(talk, {"fr": words("Rapport")}), FOCAL_POINT),
    ]


def follows_up(history: History, a: int, b: int) -> Sequence[Asked]:
    """A proposal is answered anew, taken up, moved to another place."""
    found = known(history, ProposalSubmitted, lambda entry: (entry.root, entry.stream))
    talk, id = one_of(found, a) if found else (thing("talk"), thing("one"))
    answer: Any = ("accepted", "refused")[b % 2]
    return [
        (proposal.GiveAnswer(talk, id, answer, words("Voilà")), FOCAL_POINT),
        (placing.Incorporate(talk, id, PLAN, *place(history, b)), COMMITTEE),
        (placing.MoveTo(talk, id, PLAN, *place(history, b // 2)), COMMITTEE),
    ]


def takes_away(history: History, a: int, b: int) -> Sequence[Asked]:
    """A project or an activity is removed, or the activity is moved to another project."""
    project, activity = one_of(list(now(history).projects), a), one_of(list(now(history).activities), b)
    asked: list[Asked] = [
        (RemoveActivity(PLAN, activity, REASON), COMMITTEE),
        (RemoveProject(PLAN, project, REASON), COMMITTEE),
        (MoveActivity(PLAN, activity, project), COMMITTEE),
        (ChangeStatus(PLAN, activity, "in_progress", REASON, 10), FOCAL_POINT),
    ]
    return [asked[b % 4]]


def goes_back(history: History, a: int, b: int) -> Sequence[Asked]:
    stage = ("drafting", "public_consultation", "validation")[a % 3]
    attested = plan.AttestAdoption(PLAN, 1 + b % 2, MINUTES, date(2026, 9, 28) + a % 5 * DAY, "reported", NAME)
    return [(plan.SendBack(PLAN, stage, REASON), FOCAL_POINT)] if b % 4 else [(attested, FOCAL_POINT)]


OFTEN: list[Move] = [
    *(meets, meets, tabled, tabled, tabled, votes_and_closes, votes_and_closes, votes_and_closes),
    *(enters, draws_up, validates, talks),
]
SELDOM: list[Move] = [comes_and_goes, votes, closes, loses_a_member, follows_up, takes_away, takes_away, goes_back]


def walks(often: list[Move]) -> some.SearchStrategy[list[tuple[Move, int, int]]]:
    """What is asked for, most of it of some kinds. Drawn at random from a seed: element by element, most walks come out alike."""

    def walk(chance: Random) -> list[tuple[Move, int, int]]:
        wanted = [chance.choice([*often * 2, *SELDOM]) for _ in range(chance.randint(25, 45))]
        return [(move, chance.getrandbits(5), chance.getrandbits(15)) for move in wanted]

    return some.randoms(use_true_random=True).map(walk)
