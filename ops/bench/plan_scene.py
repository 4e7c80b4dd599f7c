"""A community that carries out a plan, told by commands: drawn up, adopted, carried out month by month, amended by its council.

What is planned is what the demonstration's region plans: 4 axes, 17 projects, 69 activities, in Arabic and French.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from typing import Literal, NamedTuple
from uuid import UUID, uuid4

from uuid_utils.compat import uuid7

from domain.communities.community import Register as RegisterCommunity
from domain.communities.community import communities, community_id
from domain.communities.office import Grant, Role, office_stream, offices
from domain.documents import Document
from domain.kernel import Command, System
from domain.participation.consultation import Close, Open, PublishReport
from domain.participation.placing import Incorporate
from domain.participation.proposal import GiveAnswer, Submit
from domain.plans.activity import PlanActivity, activities
from domain.plans.activity_events import Indicator
from domain.plans.axis import DefineAxis
from domain.plans.challenge import IdentifyChallenge
from domain.plans.implementation import (
    AssessCompletion,
    AttachEvidence,
    ChangeStatus,
    MeasureIndicator,
    ReportProgress,
    ReportSpending,
    Reschedule,
    SendReminder,
)
from domain.plans.money import Money
from domain.plans.plan import AttestAdoption, EnterStage, OpenPlan, PublishDraft, plans
from domain.plans.project import DefineProject
from domain.read_set import Stream
from domain.record import Account, Outsider, Principal, Request
from domain.text import Sealed, Words
from ops.demo.region.drafting import BENEFICIARIES, PERSONS, months_on
from ops.demo.region.implementation import BEGUN, BEHIND, DONE, GOING_ON, MOVED
from ops.demo.region.script import Activity, Plan, read
from ops.keys import Keyring

DAY = timedelta(days=1)
START = date(2020, 10, 1)
"""The month before the first that is reported on."""

OPERATOR, CLOCK = System("operator"), System("overdue-clock")
OFFICES: tuple[Role, ...] = ("focal_point", "committee", "secretary", "president", "assessor")
NAME = {"ar": "جهة", "fr": "Région"}
TITLE = {"ar": "برنامج عمل الجهة المنفتحة", "fr": "Programme d'action de la région ouverte"}
BUDGET, PROPOSALS, AUTHORS, TAKEN_UP = 40_000_000, 12, 3, 8
PLANNED = read("plan.json", Plan)


class Carried(NamedTuple):
    """An activity of the plan: its place in it, its stream, its project, and what it is."""

    number: int
    id: UUID
    project: UUID
    content: Activity


class PlanningCommunity:
    """One of many that are all alike. Each chapter is a number of requests, to be run in their order."""

    def __init__(self, number: int, keyring: Keyring) -> None:
        self.code = f"bench.{number}"
        self.id = community_id(self.code)
        self.plan, self.consultation = uuid4(), uuid4()
        self.people: dict[Role, Account] = {role: Account(uuid4()) for role in ("administrator", *OFFICES)}
        self.known_as = {
            role: keyring.pseudonym(self.id, account.person.bytes) for role, account in self.people.items()
        }
        self.projects: list[DefineProject] = []
        self.activities: list[Carried] = []
        self._evidence: dict[UUID, str] = {}

    def ask(
        self, command: Command, by: Role | Literal["operator"], on: date | datetime, behalf: Outsider | None = None
    ) -> Request:
        """A command by whoever holds an office, as what happened on a day."""
        moment = on if isinstance(on, datetime) else datetime.combine(on, time(10, tzinfo=UTC))
        who: Principal = OPERATOR if by == "operator" else self.people[by]
        return Request(command, who, uuid7(), behalf, moment)

    def streams(self) -> list[Stream]:
        """What its commands look at again and again."""
        held = [(offices, office_stream(self.id, holder)) for holder in self.known_as.values()]
        carried = [(activities, one.id) for one in self.activities]
        return [(communities, self.id), (plans, self.plan), *held, *carried]

    def founded(self) -> Iterator[Request]:
        yield self.ask(
            RegisterCommunity(self.code, NAME, kind="region", jurisdiction="MA"), "operator", START - 300 * DAY
        )
        administrator = Grant(self.id, self.known_as["administrator"], "administrator")
        yield self.ask(administrator, "operator", START - 300 * DAY)
        for role in OFFICES:
            yield self.ask(Grant(self.id, self.known_as[role], role), "administrator", START - 299 * DAY)

    def drafted(self) -> Iterator[Request]:
        opened = OpenPlan(self.id, self.plan, "openness", TITLE, START, START + 5 * 365 * DAY)
        yield self.ask(opened, "focal_point", START - 200 * DAY)
        for axis in PLANNED.axes:
            in_axis, challenges = uuid4(), {challenge.key: uuid4() for challenge in axis.challenges}
            yield self.ask(DefineAxis(self.plan, in_axis, axis.title, NAME), "focal_point", START - 199 * DAY)
            for challenge in axis.challenges:
                named = IdentifyChallenge(self.plan, in_axis, challenges[challenge.key], challenge.title, NAME)
                yield self.ask(named, "focal_point", START - 199 * DAY)
            for project in axis.projects:
                id, answered = uuid4(), [challenges[key] for key in project.challenges if key in challenges]
                defined = DefineProject(self.plan, in_axis, id, project.title, NAME, project.principles, answered)
                self.projects.append(defined)
                yield self.ask(defined, "committee", START - 198 * DAY)
                for content in project.activities:
                    one = Carried(len(self.activities), uuid4(), id, content)
                    self.activities.append(one)
                    yield self.ask(planned(self.plan, one), "committee", START - 190 * DAY)

    def consulted(self) -> Iterator[Request]:
        """Proposals of a few people, entered for them; most of them are taken up."""
        opens = datetime.combine(START - 180 * DAY, time(8, tzinfo=UTC))
        closes, said = opens + 20 * DAY, {"fr": Sealed("fr", TITLE["fr"])}
        opening = Open(self.id, self.consultation, TITLE, said, opens, closes, plan=self.plan)
        yield self.ask(opening, "focal_point", opens)
        made = [(uuid4(), Outsider(f"{self.code}/{number % AUTHORS}")) for number in range(PROPOSALS)]
        for id, author in made:
            words = Sealed("fr", f"{TITLE['fr']}: {id}")
            submitted = Submit(self.consultation, id, words, words, "meeting")
            yield self.ask(submitted, "focal_point", opens + DAY, behalf=author)
        yield self.ask(Close(self.consultation), "focal_point", closes)
        for number, (id, _) in enumerate(made):
            answer = GiveAnswer(
                self.consultation, id, "accepted" if number < TAKEN_UP else "refused", Sealed("fr", GOING_ON["fr"])
            )
            yield self.ask(answer, "focal_point", closes + DAY)
        yield self.ask(PublishReport(self.consultation, said), "focal_point", closes + 2 * DAY)
        for number, (id, _) in enumerate(made[:TAKEN_UP]):
            one = self.activities[number * 8]
            placed = Incorporate(self.consultation, id, self.plan, one.project, one.id)
            yield self.ask(placed, "committee", closes + 3 * DAY)

    def adopted(self) -> Iterator[Request]:
        """The first version, adopted before the register was kept."""
        yield self.ask(PublishDraft(self.plan), "focal_point", START - 100 * DAY)
        attested = AttestAdoption(self.plan, 1, document(self.code), START - 10 * DAY, "verified", TITLE)
        yield self.ask(attested, "focal_point", START - 9 * DAY)
        yield self.ask(EnterStage(self.plan, "implementation"), "focal_point", START)

    def month(self, number: int) -> Iterator[Request]:
        """What is said of the activities in one month, counted from 1: of each something nearly every other month."""
        on = months_on(number, START)
        for one in self.activities:
            turn, odd = divmod(number + one.number, 2)
            if not odd and turn % 7 < 6:
                yield self.ask(self.report_on(one, turn % 7, number, on), "focal_point", on)

    def report_on(self, one: Carried, turn: int, number: int, on: date) -> Command:
        plan, id, progress = self.plan, one.id, min(number, 90)
        match turn:
            case 0:
                return ReportProgress(plan, id, progress, GOING_ON)
            case 1:
                return ReportSpending(plan, id, Money(BUDGET // 100 * number, "MAD"), on)
            case 2:
                return MeasureIndicator(plan, id, "beneficiaries", on, str(number * 10))
            case 3:
                delayed = one.number % 4 == number % 4
                status, reason = ("delayed", BEHIND) if delayed else ("in_progress", BEGUN)
                return ChangeStatus(plan, id, status, reason, progress)  # type: ignore[arg-type]
            case 4:
                return Reschedule(plan, id, START, months_on(number + 8, START), MOVED)
        kept = document(f"{id}/{number}")
        self._evidence[id] = kept.sha256
        return AttachEvidence(plan, id, kept, DONE)

    def assessed(self, on: date) -> Iterator[Request]:
        """What became of each activity; and the reminder of what is late, so that no clock sends them all later on."""
        for one in self.activities:
            shown = [self._evidence[one.id]] if one.id in self._evidence else []
            word = "substantial" if shown else "no-evidence"
            judged = AssessCompletion(self.plan, one.id, word, NAME, shown, DONE)
            yield self.ask(judged, "assessor", on)
            yield Request(SendReminder(self.plan, one.id), CLOCK, uuid7())


def planned(plan: UUID, one: Carried) -> PlanActivity:
    content = one.content
    indicator = Indicator("beneficiaries", BENEFICIARIES, PERSONS, "0", "500")
    starts, ends = months_on(content.starts, START), months_on(content.starts + content.months, START)
    budget = Money(BUDGET, "MAD")
    responsible = {"ar": "قسم الشؤون العامة", "fr": f"Division : {content.responsible}"}
    return PlanActivity(
        plan, one.id, one.project, content.title, content.title, responsible, starts, ends, None, budget, [indicator]
    )


def document(name: str) -> Document:
    """A file as the log names it. None is kept: what is measured does not open it."""
    title: Words = {"ar": "وثيقة", "fr": f"Document {name[-8:]}"}
    return Document(sha256(name.encode()).hexdigest(), title, "application/pdf", 12_000)
