"""Whatever is asked, in whatever order: nothing is adopted without quorum and majority, nobody votes who is not there, and the
numbers of resolutions have no gap."""

from collections import Counter, defaultdict
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from hypothesis import given, settings
from hypothesis import strategies as some

from domain.decisions.convening import Convene
from domain.decisions.numbering import NumberGiven
from domain.decisions.presence import Preside, RecordArrival, RecordDeparture
from domain.decisions.resolution import CloseVote, PutToVote, RecordVote, Table
from domain.decisions.resolution_events import ResolutionAdopted, ResolutionPutToVote, ResolutionRejected, VoteRecorded
from domain.decisions.session import AdjournWithoutQuorum, CloseSession, OpenSession, Recall, sessions
from domain.decisions.session_events import (
    SessionClosed,
    SessionConvened,
    SessionMemberArrived,
    SessionMemberDeparted,
    SessionOpened,
    SessionPresidingChanged,
    SessionRecalled,
)
from domain.decisions.session_state import Session
from domain.kernel import Act, Entry
from domain.refusal import Refusal
from tests.kit.council_facts import AGENDA, COUNCIL, MEMBERS, SECRETARY, STARTS, TEXT, TITLE, community, council
from tests.kit.scenario import COMMUNITY, DAY, HOUR, History, thing

SIX = MEMBERS[:6]
STRANGER = thing("a stranger")
SESSIONS = {thing("October"): STARTS, thing("March"): datetime(2027, 3, 2, 9, tzinfo=STARTS.tzinfo)}
OFFSETS = [timedelta(0)] * 16 + [HOUR, -HOUR, DAY]

session = some.sampled_from([*SESSIONS])
present = some.one_of(some.just(SIX), some.lists(some.sampled_from([*SIX, STRANGER]), max_size=6))
choice = some.sampled_from(["for", "for", "against", "abstain"])
member = some.sampled_from([*SIX, STRANGER])
number = some.integers(0, 2)


def draft(session: UUID, number: int) -> UUID:
    return uuid5(session, f"draft {number}")


def on_draft(command: Any, *fields: Any) -> Any:
    """A command on one of the drafts of a session; now and then on one of the other session's."""
    other = some.sampled_from([False] * 9 + [True])
    return some.builds(
        lambda session, number, other, *said: command(
            session, draft(next(one for one in SESSIONS if (one != session) == other), number), *said
        ),
        session,
        number,
        other,
        *fields,
    )


commands = some.one_of(
    some.builds(OpenSession, session, present, some.sampled_from(SIX)),
    some.builds(AdjournWithoutQuorum, session, present),
    some.tuples(session, some.integers(1, 6)),
    some.builds(RecordArrival, session, member),
    some.builds(RecordDeparture, session, member),
    some.builds(Preside, session, member),
    some.builds(CloseSession, session),
    on_draft(PutToVote),
    on_draft(RecordVote, member, choice),
    on_draft(RecordVote, member, choice),
    on_draft(CloseVote),
)


@some.composite
def deeds(draw: Any) -> list[Any]:
    """A course that two sessions may take, with commands left out and others put in anywhere."""
    course: list[Any] = []
    for id in SESSIONS:
        for _ in range(draw(some.integers(0, 2))):
            course += [AdjournWithoutQuorum(id, draw(present)), (id, draw(some.integers(1, 6)))]
        course.append(OpenSession(id, draw(present), draw(some.sampled_from(SIX))))
        for number in range(3):
            votes = draw(some.lists(some.tuples(member, choice), max_size=6))
            on = (id, draft(id, number))
            course.append(draw(some.sampled_from([RecordArrival, RecordDeparture, Preside]))(id, draw(member)))
            course += [PutToVote(*on), *(RecordVote(*on, *vote) for vote in votes), CloseVote(*on)]
        course.append(CloseSession(id))
    kept = [command for command in course if draw(some.integers(0, 9))]
    for command in draw(some.lists(commands, max_size=15)):
        kept.insert(draw(some.integers(0, len(kept))), command)
    return [(command, draw(some.sampled_from(OFFSETS))) for command in kept]


def begun() -> History:
    """A council of six, called to two sessions in two years, with three drafts before each of them."""
    history = History(*community(), *council(SIX))
    for id, starts in SESSIONS.items():
        at = starts - 10 * DAY
        convene = Convene(COMMUNITY, id, COUNCIL, "ordinary", TITLE, starts, AGENDA)
        history.play(convene, Act(SECRETARY, at, at))
        for number in range(3):
            history.play(Table(id, draft(id, number), "plan", TITLE, TEXT), Act(SECRETARY, at, at))
    return history


def played(deeds: list[Any]) -> History:
    history = begun()
    for said, offset in deeds:
        id: UUID = said[0] if isinstance(said, tuple) else said.session
        known: Session = history.state(sessions, id)
        assert known.starts is not None
        command = Recall(id, known.starts + said[1] * DAY) if isinstance(said, tuple) else said
        at = (known.met_at if known.stage != "convened" and known.met_at else known.starts) + offset
        try:
            history.play(command, Act(SECRETARY, at, at))
        except Refusal:
            continue
    return history


def enough(call: int, present: int, in_office: int) -> bool:
    """What the law on regions says, in other words than the code."""
    return present > 0 if call == 3 else present > in_office // 2


@given(deeds())
@settings(deadline=None, max_examples=150)
def test_nothing_is_decided_otherwise_than_by_quorum_and_majority_and_numbers_have_no_gap(deeds: list[Any]) -> None:
    must_hold(played(deeds).entries)


class Watcher:
    """Holds each entry against what came before it, in its own words."""

    def __init__(self) -> None:
        self.calls: dict[UUID, int] = {}
        self.there: dict[UUID, set[UUID]] = {}
        self.presiding: dict[UUID, UUID] = {}
        self.closed: set[UUID] = set()
        self.under_vote: dict[UUID, UUID] = {}
        self.votes: dict[UUID, dict[UUID, str]] = defaultdict(dict)
        self.decided: Counter[UUID] = Counter()
        self.numbers: dict[UUID, list[int]] = defaultdict(list)

    def see(self, entry: Entry[Any]) -> None:
        assert entry.root not in self.closed, "a closed session decides nothing more"
        self.of_session(entry.stream, entry.data)
        self.of_resolution(entry.stream, entry.root, entry.data)

    def of_session(self, id: UUID, event: Any) -> None:
        match event:
            case SessionConvened():
                self.calls[id] = 1
            case SessionRecalled(call):
                self.calls[id] += 1
                assert call == self.calls[id]
            case SessionOpened(call, present, chair, in_office):
                assert id not in self.there
                assert call == self.calls[id]
                assert in_office == len(SIX)
                assert set(present) <= set(SIX)
                assert chair in present
                assert enough(call, len(set(present)), in_office)
                self.there[id], self.presiding[id] = set(present), chair
            case SessionMemberArrived(member):
                assert member in SIX
                assert member not in self.there[id]
                self.there[id].add(member)
            case SessionMemberDeparted(member):
                self.there[id].remove(member)
                assert member != self.presiding[id]
            case SessionPresidingChanged(was, chair):
                assert was == self.presiding[id]
                assert chair in self.there[id]
                self.presiding[id] = chair
            case SessionClosed():
                self.closed.add(id)
                assert id not in self.under_vote.values()

    def of_resolution(self, id: UUID, session: UUID, event: Any) -> None:
        match event:
            case ResolutionPutToVote():
                assert session in self.there
                self.under_vote[id] = session
            case VoteRecorded(member, was, choice):
                assert member in self.there[session]
                assert id in self.under_vote
                assert was == self.votes[id].get(member)
                self.votes[id][member] = choice
            case ResolutionAdopted() | ResolutionRejected() as outcome:
                self.decided[id] += 1
                del self.under_vote[id]
                by_votes = carried(self.votes[id], self.presiding[session])
                assert by_votes == isinstance(outcome, ResolutionAdopted)
            case NumberGiven(resolution, _, number):
                self.numbers[id].append(number)
                assert self.decided[resolution] == 1


def must_hold(entries: list[Entry[Any]]) -> None:
    seen = Watcher()
    for entry in entries:
        seen.see(entry)
    assert all(times == 1 for times in seen.decided.values())
    assert all(given == [*range(1, len(given) + 1)] for given in seen.numbers.values())
    adopted = [entry.stream for entry in entries if isinstance(entry.data, ResolutionAdopted)]
    assert sum(map(len, seen.numbers.values())) == len(adopted)


def carried(votes: dict[UUID, str], presiding: UUID) -> bool:
    counts = Counter(votes.values())
    if counts["for"] == counts["against"]:
        return votes.get(presiding) == "for"
    return counts["for"] > counts["against"]


def test_a_whole_course_of_two_sessions_gives_numbers_in_each_year() -> None:
    """What the test above looks for does come about: one session on its third call, two numbers in one year, one in the next."""
    october, march = SESSIONS
    nobody: list[UUID] = []
    course: list[Any] = [
        AdjournWithoutQuorum(october, SIX[:3]),
        (october, 4),
        AdjournWithoutQuorum(october, nobody),
        (october, 1),
        OpenSession(october, SIX[:2], SIX[0]),
        *voted(october, 0),
        *voted(october, 1),
        CloseSession(october),
        OpenSession(march, SIX, SIX[0]),
        *voted(march, 0),
    ]
    history = played([(one, timedelta(0)) for one in course])
    must_hold(history.entries)
    assert [entry.data.number for entry in history.entries if isinstance(entry.data, NumberGiven)] == [1, 2, 1]
    assert [entry.data.call for entry in history.entries if isinstance(entry.data, SessionOpened)] == [3, 1]


def voted(session: UUID, number: int) -> list[Any]:
    """A vote on a draft, one for it and one against: a tie that who presides decides."""
    id = draft(session, number)
    votes = [RecordVote(session, id, SIX[0], "for"), RecordVote(session, id, SIX[1], "against")]
    return [PutToVote(session, id), *votes, CloseVote(session, id)]
