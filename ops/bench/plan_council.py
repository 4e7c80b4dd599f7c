"""A council that amends its community's plan in a session, by recorded votes."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

from domain.communities.body import EstablishBody
from domain.communities.seat import SeatMember
from domain.decisions.convening import Convene
from domain.decisions.late_entry import ConfirmSession
from domain.decisions.resolution import CloseVote, PublishResolution, PutToVote, RecordVote, Sign, Table
from domain.decisions.session import CloseSession, OpenSession, PublishMinutes
from domain.decisions.session_events import AgendaItem
from domain.decisions.subjects import PlanVersion
from domain.plans.plan import PublishDraft
from domain.plans.project import ReviseProject
from domain.record import Request
from domain.text import Sealed
from ops.bench.plan_scene import DAY, NAME, START, TITLE, PlanningCommunity, document

MEMBERS = 11


class Council:
    """The council of one community; its president is in office there too."""

    def __init__(self, community: PlanningCommunity) -> None:
        self.community, self.body = community, uuid4()
        self.members = [community.known_as["president"], *(uuid4() for _ in range(MEMBERS - 1))]

    def seated(self) -> Iterator[Request]:
        ask, community, elected = self.community.ask, self.community.id, START - 280 * DAY
        yield ask(EstablishBody(community, self.body, "council", NAME, MEMBERS), "administrator", elected)
        for number, member in enumerate(self.members):
            name = Sealed("fr", f"Membre {number}")
            seat = SeatMember(
                community,
                self.body,
                member,
                name,
                "female" if number % 2 else "male",
                "member" if number else "president",
                "elected",
                elected,
            )
            yield ask(seat, "administrator", elected)

    def redrafted(self, on: date) -> Iterator[Request]:
        """A second version: some projects are described anew, and what was moved meanwhile is in it too."""
        for was in self.community.projects[::6]:
            revised = ReviseProject(
                was.plan, was.axis, was.project, was.title, was.title, was.principles, was.challenges
            )
            yield self.community.ask(revised, "focal_point", on)
        yield self.community.ask(PublishDraft(self.community.plan), "focal_point", on)

    def decided(self, version: PlanVersion, on: date) -> Iterator[Request]:
        """The session of that day, on which the version is adopted: nine for it, one against, one abstains."""
        ask, session, resolution = self.community.ask, uuid4(), uuid4()
        starts = datetime(on.year, on.month, on.day, 9, tzinfo=UTC)
        vote = starts + timedelta(hours=1)
        agenda = [AgendaItem("plan", TITLE)]
        convened = Convene(self.community.id, session, self.body, "ordinary", NAME, starts, agenda)
        yield ask(convened, "secretary", starts - 12 * DAY)
        yield ask(OpenSession(session, self.members, self.members[0]), "secretary", starts)
        yield ask(Table(session, resolution, "plan", TITLE, TITLE, version), "secretary", starts)
        yield ask(PutToVote(session, resolution), "secretary", vote)
        for number, member in enumerate(self.members):
            choice = "against" if number == 1 else "abstain" if number == 2 else "for"
            yield ask(RecordVote(session, resolution, member, choice), "secretary", vote)  # type: ignore[arg-type]
        yield ask(ConfirmSession(session), "president", vote)
        yield ask(CloseVote(session, resolution), "secretary", vote)
        yield ask(Sign(session, resolution), "president", vote)
        yield ask(PublishResolution(session, resolution, document(str(resolution))), "secretary", vote + DAY)
        yield ask(CloseSession(session), "secretary", vote + timedelta(hours=1))
        yield ask(PublishMinutes(session, document(str(session)), TITLE), "secretary", vote + DAY)
