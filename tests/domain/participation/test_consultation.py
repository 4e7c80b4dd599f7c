"""A consultation: its window, its limits, its closing, its report; and one that was held elsewhere."""

from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import pytest

from domain.communities.community import CommunityRegistered, NotRegistered, communities
from domain.kernel import PLATFORM, Actor
from domain.moment import NoTimeZone
from domain.participation.consultation import (
    AlreadyOpened,
    BadLimit,
    BadWindow,
    Close,
    ConsultationClosed,
    ConsultationExtended,
    ConsultationImportReached,
    ConsultationOpened,
    ConsultationReportPublished,
    Extend,
    Imported,
    NoPlan,
    NotImported,
    NotOpen,
    NotYet,
    Open,
    OutOfOrder,
    PublishReport,
    Reach,
    Unknown,
    consultations,
)
from domain.participation.importers import Source
from domain.plans.plan_events import PlanClosed, PlanReferred
from domain.plans.plan_state import Closed, NoSuchVersion
from domain.plans.plan_state import Unknown as NoSuchPlan
from domain.refusal import NotAllowed
from domain.text import SealedWords
from domain.words import BadCharacters, BadLanguage, Empty, TooLong
from tests.kit.participation_facts import (
    CLOSES,
    OPENS,
    PLAN,
    SOURCE,
    TALK,
    TITLE,
    closed,
    imported,
    in_plan,
    opened,
    planned,
    reported,
)
from tests.kit.scenario import (
    ADMINISTRATOR,
    AMINA,
    CLOCK,
    COMMUNITY,
    DAY,
    FOCAL_POINT,
    HOUR,
    IMPORT,
    MODERATOR,
    NOON,
    OPERATOR,
    Happened,
    History,
    given,
    office,
    thing,
    words,
)

registered = Happened(communities, COMMUNITY, CommunityRegistered("04.421.01", {"ar": "الغار"}, "UTC"))


def opening(
    *,
    title: dict[str, str] = TITLE,
    description: SealedWords | None = None,
    opens: datetime = OPENS,
    closes: datetime | None = CLOSES,
    limit: int | None = None,
    source: Source | None = None,
    plan: UUID | None = None,
    number: int | None = None,
) -> Open:
    return Open(
        COMMUNITY,
        TALK,
        title,
        description or {},
        opens,
        closes,
        ballots_per_person=limit,
        source=source,
        plan=plan,
        number=number,
    )


@pytest.mark.parametrize("by", [FOCAL_POINT, ADMINISTRATOR])
def test_the_community_opens_a_consultation(by: Actor) -> None:
    given(registered).when(opening(limit=3), by=by).then(
        ConsultationOpened(TITLE, {}, OPENS, CLOSES, "anyone", "choice", 3, ballots_apart=True)
    )


@pytest.mark.parametrize("by", [AMINA, MODERATOR, CLOCK, OPERATOR])
def test_nobody_else_opens_extends_closes_or_reports(by: Actor) -> None:
    given(registered).when(opening(), by=by).then_refused(NotAllowed)
    given(opened()).when(Extend(TALK, CLOSES + DAY), by=by).then_refused(NotAllowed)
    given(opened(), closed()).when(PublishReport(TALK, {"fr": words("x")}), by=by).then_refused(NotAllowed)
    if by != CLOCK:
        given(opened()).when(Close(TALK), by=by).then_refused(NotAllowed)


@pytest.mark.parametrize("by", [FOCAL_POINT, ADMINISTRATOR])
def test_the_community_extends_closes_and_reports(by: Actor) -> None:
    report = {"ar": words("تقرير", "ar")}
    given(opened()).when(Extend(TALK, CLOSES + DAY), by=by).then(ConsultationExtended(CLOSES, CLOSES + DAY))
    given(opened()).when(Close(TALK), by=by).then(ConsultationClosed(CLOSES))
    given(opened(), closed()).when(PublishReport(TALK, report), by=by).then(ConsultationReportPublished(None, report))


def test_only_a_community_that_is_registered_opens_one() -> None:
    given().when(opening(), by=ADMINISTRATOR).then_refused(NotRegistered)


def test_it_is_opened_once() -> None:
    given(registered, opened()).when(opening(), by=FOCAL_POINT).then_refused(AlreadyOpened)


@pytest.mark.parametrize(
    ("opens", "closes"),
    [(OPENS, None), (CLOSES, OPENS), (CLOSES, CLOSES), (OPENS, NOON), (NOON - 9 * DAY, NOON - DAY)],
)
def test_it_closes_after_it_opens_and_not_in_the_past(opens: datetime, closes: datetime | None) -> None:
    given(registered).when(opening(opens=opens, closes=closes), by=FOCAL_POINT).then_refused(BadWindow)


def test_one_that_was_held_at_desks_is_entered_by_an_officer_when_it_is_over() -> None:
    past = opening(opens=NOON - 9 * DAY, closes=NOON - DAY)
    (event,) = given(registered).when(past, by=FOCAL_POINT, occurred_at=NOON - 10 * DAY).outcome()
    assert isinstance(event, ConsultationOpened)
    given(registered).when(past, by=FOCAL_POINT, occurred_at=NOON).then_refused(BadWindow)


def test_its_moments_are_kept_in_universal_time() -> None:
    there = timezone(timedelta(hours=1))
    (event,) = given(registered).when(opening(closes=CLOSES.astimezone(there)), by=FOCAL_POINT).outcome()
    assert isinstance(event, ConsultationOpened)
    assert event.closes == CLOSES
    assert event.closes.tzinfo is UTC


@pytest.mark.parametrize(
    "moment", [CLOSES.replace(tzinfo=None), datetime.max.replace(tzinfo=timezone(timedelta(hours=-1)))]
)
def test_a_moment_says_how_far_it_is_from_universal_time(moment: datetime) -> None:
    given(registered).when(opening(opens=moment), by=FOCAL_POINT).then_refused(NoTimeZone)
    given(registered).when(opening(closes=moment), by=FOCAL_POINT).then_refused(NoTimeZone)
    given(opened()).when(Extend(TALK, moment), by=FOCAL_POINT).then_refused(NoTimeZone)
    given(imported()).when(Reach(TALK, moment), by=IMPORT).then_refused(NoTimeZone)


@pytest.mark.parametrize("limit", [-1, 0, 1_000_001, 2**70])
def test_a_limit_of_ballots_is_a_number_that_means_something(limit: int) -> None:
    given(registered).when(opening(limit=limit), by=FOCAL_POINT).then_refused(BadLimit)


def test_its_texts_are_in_languages_and_bounded() -> None:
    for title, refusal in (({}, Empty), ({"fr": " "}, Empty), ({"fr": "x" * 301}, TooLong), ({"1": "x"}, BadLanguage)):
        given(registered).when(opening(title=title), by=FOCAL_POINT).then_refused(refusal)
    for description, refusal in (
        ({"fr": words("x" * 20_001)}, TooLong),
        ({"fr": words("كلام", "ar")}, BadLanguage),
        ({"fr": words("a\0b")}, BadCharacters),
    ):
        given(registered).when(opening(description=description), by=FOCAL_POINT).then_refused(refusal)


@pytest.mark.parametrize("number", [None, 1])
def test_one_that_is_about_a_plan_is_known_to_the_plan(number: int | None) -> None:
    given(registered, *planned()).when(opening(plan=PLAN, number=number), by=FOCAL_POINT).then(
        ConsultationOpened(TITLE, {}, OPENS, CLOSES, "anyone", "choice", plan=PLAN, number=number, ballots_apart=True),
        PlanReferred("consultation", TALK, number),
    )


def test_it_is_about_an_open_plan_of_this_community_and_a_version_that_was_published() -> None:
    about = opening(plan=PLAN)
    given(registered).when(about, by=FOCAL_POINT).then_refused(NoSuchPlan)
    given(registered, *planned(community=thing("elsewhere"))).when(about, by=FOCAL_POINT).then_refused(NoSuchPlan)
    done = in_plan(PlanClosed({"fr": "Abandon"}))
    given(registered, *planned(), done).when(about, by=FOCAL_POINT).then_refused(Closed)
    for number in (0, 2, -1):
        on = opening(plan=PLAN, number=number)
        given(registered, *planned()).when(on, by=FOCAL_POINT).then_refused(NoSuchVersion)


def test_a_version_is_one_of_a_plan_and_what_was_held_elsewhere_is_about_none() -> None:
    given(registered).when(opening(number=1), by=FOCAL_POINT).then_refused(NoPlan)
    past = opening(opens=NOON - 900 * DAY, closes=None, source=SOURCE, plan=PLAN)
    given(registered, *planned()).when(past, by=IMPORT).then_refused(NoPlan)


def test_it_can_be_extended_while_it_is_open_and_says_until_when_it_was() -> None:
    later = CLOSES + DAY
    given(opened()).when(Extend(TALK, later), by=FOCAL_POINT).then(ConsultationExtended(CLOSES, later))
    extended = Happened(consultations, TALK, ConsultationExtended(CLOSES, later), by=FOCAL_POINT)
    given(opened(), extended).when(Extend(TALK, later + DAY), by=FOCAL_POINT, at=CLOSES + HOUR).then(
        ConsultationExtended(later, later + DAY)
    )


def test_it_is_not_shortened_by_extension_nor_extended_when_over() -> None:
    for closes in (CLOSES, CLOSES - HOUR):
        given(opened()).when(Extend(TALK, closes), by=FOCAL_POINT).then_refused(BadWindow)
    given(opened()).when(Extend(TALK, CLOSES + DAY), by=FOCAL_POINT, at=CLOSES).then_refused(NotOpen)
    given(opened(), closed(at=NOON)).when(Extend(TALK, CLOSES + DAY), by=FOCAL_POINT, at=NOON).then_refused(NotOpen)


def test_the_clock_closes_it_when_its_time_has_come_and_not_before() -> None:
    given(opened()).when(Close(TALK), by=CLOCK, at=CLOSES).then(ConsultationClosed(CLOSES))
    given(opened()).when(Close(TALK), by=CLOCK, at=CLOSES - HOUR).then_refused(NotYet)


def test_an_officer_may_close_it_early_and_it_then_says_when_it_was_due() -> None:
    given(opened()).when(Close(TALK), by=FOCAL_POINT, at=NOON).then(ConsultationClosed(CLOSES))


def test_it_is_closed_once() -> None:
    given(opened(), closed()).when(Close(TALK), by=CLOCK, at=CLOSES + HOUR).then_nothing()


def test_a_report_comes_after_the_closing_and_a_new_one_says_where_the_old_one_stands() -> None:
    report = {"fr": words("Trois propositions retenues")}
    publish = PublishReport(TALK, report)
    given(opened()).when(publish, by=FOCAL_POINT).then_refused(NotYet)
    given(opened(), closed()).when(publish, by=FOCAL_POINT).then(ConsultationReportPublished(None, report))
    given(opened(), closed(), reported()).when(publish, by=FOCAL_POINT).then(ConsultationReportPublished(3, report))


def test_a_report_says_something() -> None:
    for report in ({}, {"fr": words(" ")}):
        given(opened(), closed()).when(PublishReport(TALK, report), by=FOCAL_POINT).then_refused(Empty)


def test_only_an_import_opens_what_was_held_elsewhere_and_it_opens_nothing_else() -> None:
    past = opening(opens=NOON - 900 * DAY, closes=None, source=SOURCE)
    given(registered).when(past, by=IMPORT).then(
        ConsultationOpened(TITLE, {}, past.opens, None, "anyone", "choice", source=SOURCE)
    )
    given(registered).when(past, by=FOCAL_POINT).then_refused(Imported)
    given(registered).when(opening(), by=IMPORT).then_refused(NotImported)


def test_what_was_held_elsewhere_may_have_lasted_no_longer_than_its_one_vote() -> None:
    past = NOON - 900 * DAY
    (event,) = given(registered).when(opening(opens=past, closes=past, source=SOURCE), by=IMPORT).outcome()
    assert event.opens == event.closes == past


def test_who_may_take_part_is_said_when_it_is_opened() -> None:
    def taking_part(*past: Happened) -> frozenset[str]:
        return History(*past).state(consultations, TALK).contributors()

    assert taking_part(opened()) == {"person"}
    assert taking_part(opened(participants="citizens")) == {"citizen"}
    assert "polis-import" in taking_part(imported())


def test_an_import_names_its_source() -> None:
    past = NOON - 900 * DAY
    for source, refusal in ((Source(" ", "x"), Empty), (Source("polis", "x" * 501), TooLong)):
        given(registered).when(opening(opens=past, source=source), by=IMPORT).then_refused(refusal)
    given(registered).when(opening(opens=past, closes=past - DAY, source=SOURCE), by=IMPORT).then_refused(BadWindow)


def test_an_import_says_how_far_it_has_come_and_never_goes_back() -> None:
    first, second = NOON - 900 * DAY, NOON - 899 * DAY
    reached = Happened(consultations, TALK, ConsultationImportReached(None, second), by=IMPORT)
    given(imported()).when(Reach(TALK, first), by=IMPORT).then(ConsultationImportReached(None, first))
    given(imported(), reached).when(Reach(TALK, NOON), by=IMPORT).then(ConsultationImportReached(second, NOON))
    given(imported(), reached).when(Reach(TALK, second), by=IMPORT).then_nothing()
    given(imported(), reached).when(Reach(TALK, first), by=IMPORT).then_refused(OutOfOrder)
    given(opened()).when(Reach(TALK, second), by=IMPORT).then_refused(NotImported)
    given(imported()).when(Reach(TALK, first), by=FOCAL_POINT).then_refused(NotAllowed)


def test_what_was_held_elsewhere_is_not_extended_closed_or_reported_here() -> None:
    for command in (Extend(TALK, NOON + DAY), Close(TALK), PublishReport(TALK, {"fr": words("x")})):
        given(imported()).when(command, by=FOCAL_POINT).then_refused(Imported)


def test_there_must_be_a_consultation() -> None:
    for command in (Extend(TALK, NOON + DAY), Close(TALK), PublishReport(TALK, {"fr": words("x")})):
        given().when(command, by=office("focal_point", PLATFORM)).then_refused(Unknown)
    given().when(Reach(TALK, NOON), by=IMPORT).then_refused(Unknown)
