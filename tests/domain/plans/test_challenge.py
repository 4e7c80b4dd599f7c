"""A challenge in an axis of a plan: identified, revised, removed."""

from domain.plans.challenge import RemoveChallenge, ReviseChallenge
from domain.plans.drafting import NotEmpty
from domain.plans.plan_events import (
    AxisDefined,
    ChallengeRemoved,
    ChallengeRevised,
)
from tests.kit.plan_facts import (
    AXIS,
    COMMITTEE,
    NAME,
    OTHER_AXIS,
    PLAN,
    QUEUES,
    REASON,
    TEXT,
    TITLE,
    in_plan,
    with_challenge,
    with_project,
)
from tests.kit.scenario import (
    given,
)


def test_a_revision_says_what_it_was_and_in_which_axis() -> None:
    second_axis = in_plan(AxisDefined(OTHER_AXIS, NAME, {}))
    revise = ReviseChallenge(PLAN, OTHER_AXIS, QUEUES, TITLE, TEXT)
    given(*with_challenge, second_axis).when(revise, by=COMMITTEE).then(
        ChallengeRevised(QUEUES, AXIS, OTHER_AXIS, NAME, TITLE, TEXT, TEXT)
    )


def test_it_is_removed_only_when_no_project_answers_to_it() -> None:
    remove = RemoveChallenge(PLAN, QUEUES, REASON)
    given(*with_challenge).when(remove, by=COMMITTEE).then(ChallengeRemoved(QUEUES, REASON))
    given(*with_project).when(remove, by=COMMITTEE).then_refused(NotEmpty)
