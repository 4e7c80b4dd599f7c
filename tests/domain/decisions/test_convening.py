"""A council is called to a session: in the months of the rules, or on a request that they provide for."""

from datetime import UTC, date, datetime

import msgspec
import pytest

from domain.decisions.convening import (
    AlreadyConvened,
    BadAgenda,
    BadRequest,
    BadStart,
    Convene,
    NotACouncil,
    NotCalledFor,
    OutOfSeason,
    TooManyDocuments,
)
from domain.decisions.session_events import AgendaItem, SessionConvened
from domain.documents import BadDocument
from domain.kernel import Actor
from domain.moment import NoTimeZone
from domain.refusal import NotAllowed
from domain.rules.law import NoRuleKnown
from domain.words import Empty, TooLong
from tests.kit.council_facts import (
    AGENDA,
    COUNCIL,
    MEMBERS,
    ORDINARY,
    PAPER,
    PRESIDENT,
    SECRETARY,
    STARTS,
    TITLE,
    community,
    convene,
    convened,
    council,
    rule,
)
from tests.kit.scenario import (
    ADMINISTRATOR,
    AMINA,
    DAY,
    FOCAL_POINT,
    HOUR,
    IMPORT,
    NOON,
    Happened,
    Scenario,
    given,
    office,
    thing,
)

TEN_DAYS_BEFORE = STARTS - 10 * DAY
ELSEWHERE = thing("another community")
EXTRAORDINARY = rule("session.extraordinary")
region = [*community(), *council()]


def asked(past: list[Happened], command: Convene, *, by: Actor = SECRETARY, at: datetime = TEN_DAYS_BEFORE) -> Scenario:
    return given(*past).when(command, by=by, at=at)


def said(**fields: object) -> Convene:
    return msgspec.structs.replace(convene, **fields)


@pytest.mark.parametrize("by", [SECRETARY, PRESIDENT])
def test_an_ordinary_session_is_convened_in_a_month_of_the_rules(by: Actor) -> None:
    asked(region, convene, by=by).then(SessionConvened(COUNCIL, "ordinary", TITLE, STARTS, AGENDA, [], 11, ORDINARY))


@pytest.mark.parametrize("by", [AMINA, FOCAL_POINT, ADMINISTRATOR, IMPORT, office("secretary", ELSEWHERE)])
def test_nobody_else_convenes_it(by: Actor) -> None:
    asked(region, convene, by=by).then_refused(NotAllowed)


def test_there_is_no_ordinary_session_in_other_months() -> None:
    asked(region, said(starts=datetime(2026, 11, 3, 10, tzinfo=UTC))).then_refused(OutOfSeason)


def test_the_month_is_that_of_the_community_s_own_clock() -> None:
    """At 23:30 UTC of 30 September it is October in Casablanca already, and still September in Reykjavik."""
    late = said(starts=datetime(2026, 9, 30, 23, 30, tzinfo=UTC))
    past = [*community(zone="Africa/Casablanca"), *council()]
    assert len(asked(past, late).outcome()) == 1
    asked([*community(zone="Atlantic/Reykjavik"), *council()], late).then_refused(OutOfSeason)


def test_a_province_sits_in_other_months_than_a_region_and_a_neutral_community_at_any_time() -> None:
    in_june = said(starts=datetime(2027, 6, 3, 10, tzinfo=UTC))
    asked(region, in_june).then_refused(OutOfSeason)
    for past, used in (
        (community(kind="province"), rule("session.ordinary", "ma-provinces")),
        (community(jurisdiction="neutral", kind="town"), rule("session.ordinary", "neutral", 2)),
    ):
        (event,) = asked([*past, *council()], in_june).outcome()
        assert isinstance(event, SessionConvened)
        assert event.rule == used


def test_without_rules_nothing_is_decided() -> None:
    asked([*community(jurisdiction="nowhere"), *council()], convene).then_refused(NoRuleKnown)


def test_an_extraordinary_session_is_held_at_any_time_on_request_of_the_president_or_a_third_of_the_members() -> None:
    november = datetime(2026, 11, 3, 10, tzinfo=UTC)
    extraordinary = said(kind="extraordinary", starts=november)

    def event(requested_by: str, requesting: int | None) -> SessionConvened:
        return SessionConvened(
            COUNCIL,
            "extraordinary",
            TITLE,
            november,
            AGENDA,
            [],
            11,
            EXTRAORDINARY,
            requested_by,
            requesting,  # type: ignore[arg-type]
        )

    replace = msgspec.structs.replace
    asked(region, replace(extraordinary, requested_by="president")).then(event("president", None))
    asked(region, replace(extraordinary, requested_by="members", requesting=4)).then(event("members", 4))
    refusal = asked(region, replace(extraordinary, requested_by="members", requesting=3)).then_refused(NotCalledFor)
    assert refusal.details == {"requesting": 3, "in_office": 11}


@pytest.mark.parametrize(
    "fields",
    [
        {"requested_by": "president"},
        {"requesting": 3},
        {"kind": "extraordinary"},
        {"kind": "extraordinary", "requested_by": "members"},
        {"kind": "extraordinary", "requested_by": "president", "requesting": 4},
        {"kind": "extraordinary", "requested_by": "members", "requesting": 12},
        {"kind": "extraordinary", "requested_by": "members", "requesting": -1},
    ],
)
def test_a_request_says_what_it_must_and_no_more(fields: dict[str, object]) -> None:
    asked(region, said(**fields)).then_refused(BadRequest)


def test_only_a_council_in_office_here_holds_sessions() -> None:
    for past in (
        council(kind="bureau"),
        council(kind="follow_up_committee"),
        council(where=ELSEWHERE),
        council(until=date(2026, 9, 30)),
        [],
    ):
        asked([*community(), *past], convene).then_refused(NotACouncil)


def test_it_is_called_before_it_starts_at_a_moment_that_everybody_knows() -> None:
    asked(region, convene, at=STARTS + HOUR).then_refused(BadStart)
    asked(region, said(starts=datetime(2026, 10, 1, 12))).then_refused(NoTimeZone)
    given(*region).when(convene, by=SECRETARY, at=STARTS + 30 * DAY, occurred_at=TEN_DAYS_BEFORE).then(
        SessionConvened(COUNCIL, "ordinary", TITLE, STARTS, AGENDA, [], 11, ORDINARY)
    )


def test_a_session_is_convened_once() -> None:
    asked([*region, convened()], convene).then_refused(AlreadyConvened)


@pytest.mark.parametrize(
    "agenda",
    [
        [],
        [AGENDA[0], AGENDA[0]],
        [AgendaItem("Plan", {"fr": "Plan"})],
        [AgendaItem("", {"fr": "Plan"})],
        [AgendaItem("x" * 41, {"fr": "Plan"})],
        [AgendaItem(str(number), {"fr": "Plan"}) for number in range(101)],
    ],
)
def test_each_item_of_an_agenda_has_a_key_of_its_own(agenda: list[AgendaItem]) -> None:
    asked(region, said(agenda=agenda)).then_refused(BadAgenda)


def test_titles_and_documents_are_fit_to_be_kept() -> None:
    for fields, refusal in (
        ({"title": {}}, Empty),
        ({"title": {"fr": "x" * 301}}, TooLong),
        ({"agenda": [AgendaItem("1", {"fr": " "})]}, Empty),
        ({"documents": [msgspec.structs.replace(PAPER, sha256="no hash")]}, BadDocument),
        ({"documents": [PAPER] * 101}, TooManyDocuments),
    ):
        asked(region, said(**fields)).then_refused(refusal)
    (event,) = asked(region, said(documents=[PAPER])).outcome()
    assert isinstance(event, SessionConvened)
    assert event.documents == [PAPER]


def test_members_count_who_are_in_office_when_it_is_called() -> None:
    (event,) = asked([*community(), *council(MEMBERS[:7])], convene, at=NOON - DAY).outcome()
    assert isinstance(event, SessionConvened)
    assert event.in_office == 7
