"""What may happen to a plan's parts and its course, in the histories that read models are tested with: to the town's next plan,
and to a neighbour's that takes its projects up."""

from datetime import date
from typing import Any

from hypothesis import strategies as st

from domain.communities.community import Register, SetJurisdiction, community_id
from domain.kernel import Actor, Command
from domain.plans import plan
from domain.plans.axis import DefineAxis, RemoveAxis, ReviseAxis
from domain.plans.challenge import IdentifyChallenge, RemoveChallenge, ReviseChallenge
from domain.plans.plan_events import Origin
from domain.plans.project import DefineProject, RemoveProject, ReviseProject
from tests.kit.histories.activities import FILES, LATER, NEXT, NEXT_AXIS, NEXT_PROJECT, TITLE
from tests.kit.scenario import COMMUNITY, FOCAL_POINT, OPERATOR, office, thing

Step = tuple[Command, Actor, Actor | None]

NEIGHBOUR = community_id("neighbour")
THEIRS, THEIR_AXIS = thing("the neighbour's plan"), thing("the neighbour's axis")
NEIGHBOURS = office("focal_point", NEIGHBOUR)
AXES, CHALLENGES, PROJECTS = (
    [thing(f"next {what} {number}") for number in range(2)] for what in ("axis", "problem", "work")
)
NAMES = [TITLE, {"fr": "Autrement"}]
REASON = {"fr": "Repris ailleurs"}

OPENING: list[Step] = [
    (Register("neighbour", TITLE), OPERATOR, None),
    (SetJurisdiction(NEIGHBOUR, "MA"), OPERATOR, None),
    (plan.OpenPlan(NEIGHBOUR, THEIRS, "openness", TITLE, LATER), NEIGHBOURS, None),
    (DefineAxis(THEIRS, THEIR_AXIS, TITLE, {}), NEIGHBOURS, None),
]


def drafting() -> st.SearchStrategy[Step]:
    """Axes, challenges and projects come, change and go; versions are published, one is attested; stages and the end."""
    here, reason, name = st.just(NEXT), st.just(REASON), st.sampled_from(NAMES)
    axis, problem = st.sampled_from([NEXT_AXIS, *AXES]), st.sampled_from(CHALLENGES)
    work = st.sampled_from([NEXT_PROJECT, *PROJECTS])
    tags, answers = st.sampled_from([[], ["inclusion"]]), st.sampled_from([[], CHALLENGES[:1], CHALLENGES])
    partners = st.sampled_from([[], [NEIGHBOUR]])

    def by(command: type[Command], *given: Any, actor: Actor = FOCAL_POINT) -> st.SearchStrategy[Step]:
        return st.tuples(st.builds(command, *given), st.just(actor), st.none())

    taken = st.builds(Origin, here, work)
    return st.one_of(
        by(DefineAxis, here, axis, name, st.just({})),
        by(ReviseAxis, here, axis, name, name),
        by(RemoveAxis, here, axis, reason),
        by(IdentifyChallenge, here, axis, problem, name, st.just({})),
        by(ReviseChallenge, here, axis, problem, name, name),
        by(RemoveChallenge, here, problem, reason),
        by(DefineProject, here, axis, work, name, st.just({}), tags, answers, partners),
        by(ReviseProject, here, axis, work, name, name, tags, answers, partners),
        by(RemoveProject, here, work, reason),
        by(
            DefineProject, st.just(THEIRS), st.just(THEIR_AXIS), st.uuids(), name, st.just({}),
            tags, st.just([]), st.just([COMMUNITY]), taken, actor=NEIGHBOURS,
        ),
        by(plan.RevisePlan, here, name, st.just(LATER)),
        by(plan.PublishDraft, here),
        by(
            plan.AttestAdoption, here, st.integers(1, 2), st.sampled_from(FILES), st.just(date(2026, 1, 1)),
            st.just("reported"), name,
        ),
        by(plan.EnterStage, here, st.just("implementation")),
        by(plan.ClosePlan, here, reason),
    )  # fmt: skip
