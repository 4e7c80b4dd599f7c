"""Histories to fold: what deciders make of any sequence of commands, and plain streams of ballots of any length."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from hypothesis import strategies as st

from domain.communities import body, community, membership, office, organisation, seat
from domain.documents import Document
from domain.kernel import Act, Actor, Command, Entry, Person, System
from domain.participation import ballot, comment, consultation, proposal
from domain.participation.importers import Source
from domain.refusal import Refusal
from tests.kit.histories import activities, meetings, opinions, plan_parts, sessions
from tests.kit.scenario import (
    ADMINISTRATOR,
    AMINA,
    BADR,
    COMMUNITY,
    DAY,
    FOCAL_POINT,
    HOUR,
    IMPORT,
    MODERATOR,
    NOON,
    OPERATOR,
    History,
    thing,
    words,
)
from tests.kit.scenario import office as office_of

CODE = "04.421.01"
REGION, NETWORK = community.community_id("04"), community.community_id("network")
COUNCIL, SCAN = thing("council"), Document("ab" * 32, {"ar": "مقرر"}, "application/pdf", 9_000)
ELECTED = date(2021, 9, 8)
LIVE, SUPPORT, IMPORTED = thing("live"), thing("support"), thing("imported")
PLACES = [(LIVE, thing("first")), (LIVE, thing("second")), (SUPPORT, thing("third")), (SUPPORT, thing("fourth"))]
OLD_PROPOSALS = [thing("old one"), thing("old two")]
COMMENTS = [thing(f"comment {n}") for n in range(3)]
VOTERS = [AMINA, BADR, Person(thing("Chafiq"))]

STAFF = office_of("network", NETWORK)

Step = tuple[Command, Actor, Actor | None]

OPENING: list[Step] = [
    *sessions.OPENING,
    (community.Register("04", {"ar": "جهة"}, kind="region"), OPERATOR, None),
    (community.Register(CODE, {"ar": "جماعة"}, kind="commune", parent=REGION, jurisdiction="MA"), OPERATOR, None),
    (community.Register("network", {"ar": "شبكة"}, kind="network"), OPERATOR, None),
    (body.EstablishBody(COMMUNITY, COUNCIL, "council", {"ar": "مجلس"}, 2), ADMINISTRATOR, None),
    (
        consultation.Open(COMMUNITY, LIVE, {"ar": "تشاور"}, {"ar": words("نص", "ar")}, NOON, NOON + DAY),
        FOCAL_POINT,
        None,
    ),
    (
        consultation.Open(
            COMMUNITY,
            SUPPORT,
            {"fr": "Signes"},
            {"fr": words("x")},
            NOON,
            NOON + DAY,
            ballot="support",
            ballots_per_person=1,
        ),
        FOCAL_POINT,
        None,
    ),
    (
        consultation.Open(COMMUNITY, IMPORTED, {"en": "Old"}, {}, NOON - 30 * DAY, None, source=Source("polis", "old")),
        IMPORT,
        None,
    ),
    *[(proposal.Submit(where, which, words("Des arbres")), AMINA, None) for where, which in PLACES[:3]],
    (proposal.Submit(IMPORTED, OLD_PROPOSALS[0], words("Old words", "en")), IMPORT, BADR),
    *activities.OPENING,
    *meetings.OPENING,
    *plan_parts.OPENING,
    *opinions.OPENING,
]


def steps() -> st.SearchStrategy[list[Step]]:
    """Commands by whom, in whose name: mostly such as may come to something."""
    where, place, old = st.sampled_from([LIVE, SUPPORT]), st.sampled_from(PLACES), st.sampled_from(OLD_PROPOSALS)
    other, said = st.sampled_from([which for _, which in PLACES]), st.sampled_from(COMMENTS)
    who = st.sampled_from(VOTERS)
    text = st.sampled_from([words("Des arbres"), words("أشجار", "ar")])
    stance = st.sampled_from(["for", "against", "neutral"])
    choice, sign = st.sampled_from(["agree", "disagree", "pass"]), st.sampled_from(["support", "support", "agree"])
    role = st.sampled_from(["citizen", "moderator", "focal_point"])
    holder = st.sampled_from([voter.id for voter in VOTERS])

    def by(actor: Actor, command: type[Command], *given: Any) -> st.SearchStrategy[Step]:
        return st.tuples(st.builds(command, *given), st.just(actor), st.none())

    def persons(command: type[Command], *given: Any) -> st.SearchStrategy[Step]:
        return st.tuples(st.builds(command, *given), who, st.none())

    def on(place: tuple[UUID, UUID], command: type[Command], *given: Any) -> st.SearchStrategy[Command]:
        return st.builds(command, *map(st.just, place), *given)

    def votes(place: tuple[UUID, UUID]) -> st.SearchStrategy[Command]:
        chosen = sign if place[0] == SUPPORT else choice
        return st.one_of(on(place, ballot.Cast, chosen), on(place, ballot.Change, chosen), on(place, ballot.Withdraw))

    def acts(place: tuple[UUID, UUID]) -> st.SearchStrategy[Command]:
        return st.one_of(
            on(place, proposal.Submit, text, st.none() | text),
            on(place, proposal.Amend, text, st.none() | text),
            on(place, proposal.Withdraw),
            on(place, comment.Post, said, text, stance, st.none() | said),
        )

    def rulings(place: tuple[UUID, UUID]) -> st.SearchStrategy[Command]:
        return st.one_of(
            on(place, proposal.Merge, other, text),
            on(place, proposal.Moderate, st.sampled_from(["accepted", "hidden"]), text),
            on(place, proposal.Restore, text),
        )

    def answers(place: tuple[UUID, UUID]) -> st.SearchStrategy[Command]:
        return on(place, proposal.GiveAnswer, st.sampled_from(["accepted", "partly_accepted", "refused"]), text)

    def imported(command: type[Command], *given: Any) -> st.SearchStrategy[Step]:
        return st.tuples(st.builds(command, st.just(IMPORTED), *given), st.just(IMPORT), who)

    us, one = st.just(COMMUNITY), st.just(thing("organisation"))
    later = st.sampled_from([NOON + 2 * DAY, NOON + 3 * DAY])
    voting = st.one_of(st.tuples(place.flatmap(votes), who, st.none()), imported(ballot.Copy, old, choice))
    saying = st.one_of(
        st.tuples(place.flatmap(acts), who, st.none()),
        imported(proposal.Submit, old, text),
        persons(comment.Edit, where, said, text, stance),
        persons(comment.Withdraw, where, said),
    )
    ruling = st.one_of(
        st.tuples(place.flatmap(rulings), st.just(MODERATOR), st.none()),
        st.tuples(place.flatmap(answers), st.just(FOCAL_POINT), st.none()),
        by(MODERATOR, comment.Moderate, where, said, text),
        by(MODERATOR, comment.Restore, where, said, text),
    )
    report = st.fixed_dictionaries({"fr": st.just(words("Le rapport"))})
    governing = st.one_of(
        by(FOCAL_POINT, consultation.Extend, where, later),
        by(FOCAL_POINT, consultation.Close, where),
        by(FOCAL_POINT, consultation.PublishReport, where, report),
        by(OPERATOR, community.Rename, us, st.sampled_from([{"ar": "جماعة"}, {"ar": "مدينة", "fr": "Ville"}])),
        by(OPERATOR, community.SetTimeZone, us, st.sampled_from(["UTC", "Africa/Casablanca"])),
        by(OPERATOR, community.Place, us, st.sampled_from([None, "commune"]), st.sampled_from([None, REGION])),
        by(OPERATOR, community.SetJurisdiction, us, st.sampled_from([None, "MA"])),
        by(OPERATOR, community.CountPopulation, us, st.sampled_from([30_000, 36_000]), st.just(2024)),
        by(OPERATOR, office.Grant, us, holder, role),
        by(OPERATOR, office.Revoke, us, holder, role),
        by(ADMINISTRATOR, organisation.RegisterOrganisation, us, one, st.just({"fr": "Amis"}), st.just("association")),
        by(ADMINISTRATOR, organisation.NameRepresentative, us, one, holder, text),
        by(ADMINISTRATOR, organisation.DissolveOrganisation, us, one, text),
    )
    network, council, reason = st.just(NETWORK), st.just(COUNCIL), st.just({"fr": "Au vote"})
    gender, capacity = st.sampled_from(["female", "male"]), st.sampled_from(["president", "member"])
    term, elected = st.sampled_from([None, ELECTED.replace(year=2027)]), st.just(ELECTED)
    belonging = st.one_of(
        by(FOCAL_POINT, membership.ApplyForMembership, us, network, st.none(), st.just(SCAN)),
        by(STAFF, membership.AcceptMembership, us, network),
        by(STAFF, membership.EndMembership, us, network, reason),
        by(FOCAL_POINT, membership.LeaveNetwork, us, network, reason),
        by(FOCAL_POINT, body.ReviseBody, us, council, st.just({"fr": "Conseil"}), st.integers(1, 3)),
        by(FOCAL_POINT, body.RenewTerm, us, council, term),
        by(FOCAL_POINT, seat.SeatMember, us, council, holder, text, gender, capacity, st.just("elected"), elected),
        by(FOCAL_POINT, seat.ChangeCapacity, us, council, holder, capacity, elected),
        by(FOCAL_POINT, seat.Unseat, us, council, holder, elected, text),
        by(FOCAL_POINT, body.DissolveBody, us, council, elected, reason),
    )
    kinds = {
        "voting": voting, "saying": saying, "ruling": ruling, "governing": governing, "belonging": belonging,
        "sitting": sessions.sitting(), "carrying out": activities.carrying_out(),
        "gathering": meetings.gathering(),
        "advising": opinions.advising(), "drafting": plan_parts.drafting(),
    }  # fmt: skip
    often = (
        ["voting"] * 5 + ["saying"] * 4 + ["sitting"] * 3 + ["carrying out"] * 4 + ["advising"] * 2 + ["drafting"] * 3
    )
    often += ["gathering"] * 4
    often += ["ruling", "governing", "belonging"]
    return st.lists(st.sampled_from(often).flatmap(kinds.__getitem__), min_size=20, max_size=70)


def played(asked: Sequence[Step]) -> list[Entry[Any]]:
    """The entries that commands come to, each a second after the other. What is refused leaves nothing."""
    history = History()
    for number, (command, actor, behalf) in enumerate([*OPENING, *asked]):
        at = NOON + number * (HOUR / 3600)
        occurred = NOON - 20 * DAY + number * HOUR if isinstance(actor, System) and behalf else at
        try:
            history.play(command, Act(actor, at, occurred, behalf))
        except Refusal:
            continue
    return history.entries
