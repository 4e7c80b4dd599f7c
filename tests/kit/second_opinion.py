"""A second opinion on a history: what a council decided and what became of its plans, told from the events alone, by other code
than the rules'.

The figures of the law stand here once more, written by hand: a quorum is more than half of those in office, on the first call
and on the second, that is held 3 to 5 days later; on the third any number will do. More votes for than against carry; on a tie
the side of the member who presides prevails.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from domain.communities.seat import MemberLeft, MemberSeated
from domain.decisions import approval, opinion
from domain.decisions import resolution_events as on_resolution
from domain.decisions import session_events as in_session
from domain.kernel import Entry
from domain.participation.placing import ProposalIncorporated, ProposalMoved
from domain.participation.proposal_events import ProposalAnswered
from domain.plans import plan_events as on_plan

Entries = Sequence[Entry[Any]]


class Outcome(NamedTuple):
    """What a vote came to."""

    session: UUID
    votes_for: int
    votes_against: int
    abstentions: int
    adopted: bool
    call: int


class Sitting:
    """A session as it goes on. Fails where something happened in it that should not have."""

    def __init__(self, body: UUID, starts: date) -> None:
        self.body, self.day, self.call, self.open = body, starts, 1, False
        self.there: set[UUID] = set()
        self.presiding: UUID | None = None

    def meets(self, present: Iterable[UUID], in_office: set[UUID]) -> bool:
        """Whether those present are enough."""
        came = list(present)
        assert not self.open
        assert len(set(came)) == len(came)
        assert set(came) <= in_office
        return len(came) > 0 and (self.call == 3 or len(came) + len(came) > len(in_office))


class Chamber:
    """All sessions, and every vote in them."""

    def __init__(self) -> None:
        self.seats: dict[tuple[UUID, UUID], tuple[date, date | None]] = {}
        self.sittings: dict[UUID, Sitting] = {}
        self.votes: dict[UUID, dict[UUID, str]] = {}
        self.subjects: dict[UUID, Any] = {}
        self.begun: dict[UUID, int] = {}
        self.outcomes: dict[UUID, Outcome] = {}

    def in_office(self, sitting: Sitting) -> set[UUID]:
        """Who has a seat in the body whose sitting it is, on its day, as far as is known by now."""
        return {
            member
            for (body, member), (since, until) in self.seats.items()
            if body == sitting.body and since <= sitting.day and (until is None or sitting.day < until)
        }

    def take(self, entry: Entry[Any], position: int) -> None:
        it, sitting = entry.data, self.sittings.get(entry.root)
        match it:
            case MemberSeated():
                self.seats[entry.stream, it.member] = (it.since, None)
            case MemberLeft():
                self.seats[entry.stream, it.member] = (self.seats[entry.stream, it.member][0], it.on)
            case in_session.SessionConvened():
                self.sittings[entry.stream] = Sitting(it.body, it.starts.date())
        if sitting is not None:
            self.take_in(sitting, entry, position)

    def take_in(self, sitting: Sitting, entry: Entry[Any], position: int) -> None:
        it, id = entry.data, entry.stream
        match it:
            case in_session.SessionAdjournedWithoutQuorum():
                in_office = self.in_office(sitting)
                assert (it.call, it.in_office) == (sitting.call, len(in_office))
                assert not sitting.meets(it.present, in_office)
            case in_session.SessionRecalled():
                later = (it.starts.date() - sitting.day).days
                sitting.call += 1
                assert it.call == sitting.call <= 3
                assert later > 0 if sitting.call == 3 else 3 <= later <= 5
                sitting.day = it.starts.date()
            case in_session.SessionOpened():
                in_office = self.in_office(sitting)
                assert (it.call, it.in_office) == (sitting.call, len(in_office))
                assert sitting.meets(it.present, in_office)
                assert it.presiding in it.present
                sitting.open, sitting.there, sitting.presiding = True, set(it.present), it.presiding
            case in_session.SessionMemberArrived():
                assert it.member in self.in_office(sitting) - sitting.there
                sitting.there.add(it.member)
            case in_session.SessionMemberDeparted():
                sitting.there.remove(it.member)
                assert sitting.presiding in sitting.there
            case in_session.SessionPresidingChanged():
                assert it.presiding in sitting.there
                sitting.presiding = it.presiding
            case in_session.SessionClosed():
                sitting.open = False
                assert not any(self.subjects[one][0] == id for one in self.votes if one not in self.outcomes)
            case on_resolution.ResolutionTabled():
                self.subjects[id] = (entry.root, it.subject)
            case on_resolution.ResolutionPutToVote():
                assert sitting.open
                self.votes[id], self.begun[id] = {}, position
            case on_resolution.VoteRecorded():
                assert sitting.open
                assert id not in self.outcomes
                assert it.member in sitting.there
                self.votes[id][it.member] = it.choice
            case on_resolution.ResolutionAdopted() | on_resolution.ResolutionRejected():
                assert sitting.open
                self.outcomes[id] = outcome = self.counted(id, sitting, entry.root)
                assert (it.votes_for, it.votes_against, it.abstentions) == outcome[1:4]
                assert isinstance(it, on_resolution.ResolutionAdopted) == outcome.adopted

    def counted(self, id: UUID, sitting: Sitting, session: UUID) -> Outcome:
        assert id not in self.outcomes
        votes = self.votes[id]
        sides = [sum(choice == side for choice in votes.values()) for side in ("for", "against", "abstain")]
        carried = sides[0] > sides[1]
        if sides[0] == sides[1] and sitting.presiding is not None:
            carried = votes.get(sitting.presiding) == "for"
        return Outcome(session, sides[0], sides[1], sides[2], carried, sitting.call)


def decided(entries: Entries) -> Chamber:
    """All that was decided, counted by hand. Fails where the record says something else."""
    chamber = Chamber()
    for position, entry in enumerate(entries):
        chamber.take(entry, position)
    return chamber


def stage(entries: Entries, plan: UUID) -> str | None:
    stages = [e.data.stage for e in entries if e.stream == plan and isinstance(e.data, ENTERED)]
    return stages[-1] if stages else None


ENTERED = (on_plan.StageEntered, on_plan.PlanSentBack)


def drafts(entries: Entries, plan: UUID) -> dict[int, str]:
    """The hash of each published version."""
    return {
        e.data.number: e.data.sha256 for e in entries if e.stream == plan and isinstance(e.data, on_plan.DraftPublished)
    }


def is_validated(entries: Entries, plan: UUID) -> bool:
    """Whether the committee has approved the latest version, advisory bodies were asked about it and all of them answered, and
    nothing that was accepted is without a place: what must be before the council decides."""
    latest = max(drafts(entries, plan))
    kept = [entry for entry in entries if entry.stream != plan]
    about = {
        entry.data.thing: entry.data.what
        for entry in entries
        if entry.stream == plan and isinstance(entry.data, on_plan.PlanReferred) and entry.data.number == latest
    }
    said = {thing: {type(entry.data) for entry in kept if entry.stream == thing} for thing in about}
    approved = any(approval.ApprovalGranted in said[one] for one, what in about.items() if what == "approval")
    asked = [one for one, what in about.items() if what == "opinion"]
    return (
        approved and bool(asked) and all(opinion.OpinionAnswered in said[one] for one in asked) and not unplaced(kept)
    )


def unplaced(entries: Entries) -> set[UUID]:
    """The proposals that were accepted, in any consultation, and stand nowhere in a plan."""
    waiting: set[UUID] = set()
    for entry in entries:
        match entry.data:
            case ProposalAnswered(answer="refused") | ProposalIncorporated():
                waiting.discard(entry.stream)
            case ProposalAnswered():
                waiting.add(entry.stream)
    return waiting - {entry.stream for entry in entries if isinstance(entry.data, ProposalIncorporated)}


class Links(NamedTuple):
    """Where proposals stand: as they say themselves, and as the plan says; and what there is of the plan to stand in."""

    of_proposals: dict[UUID, tuple[UUID, UUID | None]]
    of_plan: dict[UUID, tuple[UUID, UUID | None]]
    projects: set[UUID]
    activities: dict[UUID, UUID]

    @property
    def broken(self) -> set[UUID]:
        """The proposals that one side has lost, or that stand in what is no longer there."""
        return {
            proposal
            for proposal in {*self.of_proposals, *self.of_plan}
            if (place := self.of_plan.get(proposal)) is None
            or place != self.of_proposals.get(proposal)
            or place[0] not in self.projects
            or (place[1] is not None and self.activities.get(place[1]) != place[0])
        }


def links(entries: Entries, plan: UUID) -> Links:
    found = Links({}, {}, set(), {})
    for entry in entries:
        it = entry.data
        match it:
            case ProposalIncorporated() | ProposalMoved():
                found.of_proposals[entry.stream] = (it.project, it.activity)
        if entry.stream != plan:
            continue
        match it:
            case on_plan.ProposalTakenUp() | on_plan.TakenUpProposalMoved():
                found.of_plan[it.proposal] = (it.project, it.activity)
            case on_plan.ProjectDefined():
                found.projects.add(it.project)
            case on_plan.ProjectRemoved():
                found.projects.discard(it.project)
            case on_plan.ActivityIncluded():
                found.activities[it.activity] = it.project
            case on_plan.ActivityExcluded():
                del found.activities[it.activity]
    return found
