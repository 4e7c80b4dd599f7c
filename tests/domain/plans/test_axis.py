"""An axis of a plan: defined, revised, removed."""

from domain.plans.axis import DefineAxis, RemoveAxis, ReviseAxis
from domain.plans.drafting import NotEmpty
from domain.plans.plan_events import (
    AxisDefined,
    AxisRemoved,
    AxisRevised,
)
from tests.kit.plan_facts import (
    AXIS,
    COMMITTEE,
    NAME,
    PLAN,
    REASON,
    TEXT,
    TITLE,
    opened,
    with_axis,
    with_challenge,
)
from tests.kit.scenario import (
    given,
)


def test_its_description_may_be_left_out() -> None:
    given(*opened).when(DefineAxis(PLAN, AXIS, NAME, {}), by=COMMITTEE).then(AxisDefined(AXIS, NAME, {}))


def test_a_revision_says_what_it_was() -> None:
    revise = ReviseAxis(PLAN, AXIS, TITLE, {})
    given(*with_axis).when(revise, by=COMMITTEE).then(AxisRevised(AXIS, NAME, TITLE, TEXT, {}))


def test_it_is_removed_only_when_nothing_stands_in_it() -> None:
    remove = RemoveAxis(PLAN, AXIS, REASON)
    given(*with_axis).when(remove, by=COMMITTEE).then(AxisRemoved(AXIS, REASON))
    given(*with_challenge).when(remove, by=COMMITTEE).then_refused(NotEmpty)
