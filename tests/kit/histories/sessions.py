"""Sessions of a council in the histories that read models are tested with: opened or not, with what is voted on in them."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from hypothesis import strategies as st

from domain.communities import body, community, seat
from domain.decisions import convening, presence, resolution, session
from domain.decisions.session_events import AgendaItem
from domain.documents import Document
from domain.kernel import Actor, Command
from tests.kit.scenario import NOON, OPERATOR, office, thing, words

Step = tuple[Command, Actor, Actor | None]

TOWN = community.community_id("town")
SECRETARY, PRESIDENT = office("secretary", TOWN), office("president", TOWN)
COUNCIL, MEMBERS = thing("the town's council"), [thing(f"town councillor {number}") for number in range(3)]
SESSIONS = [thing("first sitting"), thing("second sitting")]
DRAFTS = [thing(f"town's draft {number}") for number in range(3)]
TITLE = {"ar": "دورة", "fr": "Session"}
MINUTES = Document("ab" * 32, TITLE, "application/pdf", 9_000)


def convene(id: UUID, seconds: int) -> Command:
    starts = NOON + timedelta(seconds=seconds)
    agenda = [AgendaItem("1", TITLE), AgendaItem("2", TITLE)]
    return convening.Convene(TOWN, id, COUNCIL, "ordinary", TITLE, starts, agenda, [MINUTES])


OPENING: list[Step] = [
    (community.Register("town", {"ar": "مدينة"}, jurisdiction="neutral"), OPERATOR, None),
    (body.EstablishBody(TOWN, COUNCIL, "council", {"ar": "مجلس"}, 3), SECRETARY, None),
    *(
        (
            seat.SeatMember(TOWN, COUNCIL, one, words("Nom"), "female", "member", "elected", date(2021, 9, 8)),
            SECRETARY,
            None,
        )
        for one in MEMBERS
    ),
    (convene(SESSIONS[0], 9), SECRETARY, None),
    (convene(SESSIONS[1], 30), SECRETARY, None),
    (resolution.Table(SESSIONS[0], DRAFTS[0], "1", TITLE, TITLE), SECRETARY, None),
    (resolution.Table(SESSIONS[1], DRAFTS[1], "1", TITLE, TITLE), SECRETARY, None),
    (session.OpenSession(SESSIONS[0], MEMBERS, MEMBERS[0]), SECRETARY, None),
    (resolution.PutToVote(SESSIONS[0], DRAFTS[0]), SECRETARY, None),
]
"""Nine seconds in, the first sitting is opened: these steps come first, a second after the other."""


def sitting() -> st.SearchStrategy[Step]:
    """What the town's secretary and president may record of its sessions."""
    where, member = st.sampled_from(SESSIONS), st.sampled_from(MEMBERS)
    present = st.lists(member, unique=True, max_size=3)
    choice = st.sampled_from(["for", "against", "abstain"])
    summary = st.sampled_from([{"fr": "Deux points"}, {"fr": "Un point"}])

    def by(actor: Actor, command: type[Command], *given: Any) -> st.SearchStrategy[Step]:
        return st.tuples(st.builds(command, *given), st.just(actor), st.none())

    def on(actor: Actor, command: type[Command], *given: Any) -> st.SearchStrategy[Step]:
        """On one of the drafts: of the sitting that it was tabled in, as a rule."""
        place = st.sampled_from([(SESSIONS[0], DRAFTS[0]), (SESSIONS[1], DRAFTS[1]), (SESSIONS[0], DRAFTS[2])])
        made = place.flatmap(lambda place: st.builds(command, *map(st.just, place), *given))
        return st.tuples(made, st.just(actor), st.none())

    def in_the_first(command: type[Command], *given: Any) -> st.SearchStrategy[Step]:
        return by(SECRETARY, command, st.just(SESSIONS[0]), st.just(DRAFTS[0]), *given)

    title, item = st.just(TITLE), st.sampled_from(["1", "2"])
    return st.one_of(
        by(SECRETARY, session.OpenSession, where, st.just(MEMBERS), member),
        by(SECRETARY, session.OpenSession, where, present, member),
        by(SECRETARY, session.AdjournWithoutQuorum, where, present),
        by(SECRETARY, presence.RecordArrival, where, member),
        by(SECRETARY, presence.RecordDeparture, where, member),
        by(SECRETARY, presence.Preside, where, member),
        by(SECRETARY, session.CloseSession, where),
        by(SECRETARY, session.PublishMinutes, where, st.just(MINUTES), summary),
        on(SECRETARY, resolution.Table, item, title, title),
        on(SECRETARY, resolution.PutToVote),
        on(SECRETARY, resolution.RecordVote, member, choice),
        in_the_first(resolution.RecordVote, member, choice),
        on(SECRETARY, resolution.CloseVote),
        in_the_first(resolution.CloseVote),
        on(PRESIDENT, resolution.Sign),
        on(SECRETARY, resolution.PublishResolution, st.sampled_from([None, MINUTES])),
    )
