"""What the words of the kernel promise beyond what each noun's rules show."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from domain.communities.community import NotRegistered
from domain.kernel import Act, Office, Organisation, Person, same
from domain.moment import NoTimeZone, NotYetHappened
from domain.refusal import NotAllowed, Refusal
from domain.words import TooLong
from tests.kit.scenario import AMINA, BADR, COMMUNITY, FOCAL_POINT, HOUR, IMPORT, NOON, thing

THERE = timezone(timedelta(hours=1))
USERS = Organisation(thing("water users"), AMINA.id)


def test_what_happened_is_kept_in_universal_time() -> None:
    act = Act(FOCAL_POINT, NOON, (NOON - HOUR).astimezone(THERE))
    assert act.occurred_at == NOON - HOUR
    assert act.occurred_at.tzinfo is UTC


def test_what_happens_now_has_happened_and_what_is_ahead_has_not() -> None:
    assert Act(AMINA, NOON, NOON.astimezone(THERE)).occurred_at == NOON
    with pytest.raises(NotYetHappened):
        Act(FOCAL_POINT, NOON, NOON + timedelta(microseconds=1))


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 9, 1),
        datetime.min.replace(tzinfo=THERE),
        datetime.min.replace(tzinfo=UTC),
        datetime.max.replace(tzinfo=UTC),
        datetime.max.replace(tzinfo=timezone(timedelta(hours=-14))),
    ],
)
def test_a_moment_outside_of_universal_time_is_no_moment(moment: datetime) -> None:
    with pytest.raises(NoTimeZone, match="occurred_at"):
        Act(FOCAL_POINT, NOON, moment)


def test_an_act_is_the_work_of_the_one_it_was_done_for() -> None:
    assert Act(FOCAL_POINT, NOON, NOON, BADR).author == BADR
    assert Act(AMINA, NOON, NOON).author == AMINA


@pytest.mark.parametrize("actor", [AMINA, USERS])
def test_who_holds_no_office_speaks_for_nobody_else_and_of_no_other_time(actor: Person | Organisation) -> None:
    Act(actor, NOON, NOON).must_be_entitled()
    for act in (Act(actor, NOON, NOON, BADR), Act(actor, NOON, NOON, USERS), Act(actor, NOON, NOON - HOUR)):
        with pytest.raises(NotAllowed):
            act.must_be_entitled()
    for entitled in (FOCAL_POINT, IMPORT):
        Act(entitled, NOON, NOON - HOUR, BADR).must_be_entitled()


def test_who_is_the_same() -> None:
    assert same(AMINA, Person(AMINA.id))
    assert same(USERS, Organisation(USERS.id, BADR.id))
    assert same(FOCAL_POINT, Office("administrator", COMMUNITY, FOCAL_POINT.id))
    for one, other in ((AMINA, BADR), (None, AMINA), (Person(USERS.id), USERS), (IMPORT, IMPORT)):
        assert not same(one, other)


def test_a_refusal_says_what_its_docstring_says() -> None:
    assert str(TooLong(field="title", most=200)) == "The field title must not exceed 200 characters."
    assert str(NotRegistered()) == NotRegistered.__doc__
    refusal: Refusal = TooLong(field="{most}", most=1)
    assert str(refusal).startswith("The field {most} must not")
