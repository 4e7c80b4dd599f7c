"""The evaluation of a plan: in its stage, by an assessor, in the words that the rules know."""

import pytest

from domain.plans.evaluation import Evaluate, NotOnScale, NotToBeEvaluated
from domain.plans.plan_events import PlanAdopted, PlanEvaluated
from domain.refusal import NotAllowed
from domain.rules.rulesets import RuleRef
from domain.words import Empty
from tests.kit.plan_facts import ASSESSOR, DIGEST, MINUTES, NAME, PLAN, TEXT, TITLE, drafted, entered, in_plan
from tests.kit.scenario import AMINA, FOCAL_POINT, given, thing

OPENNESS, AMBITION = RuleRef("remacto", 2, "plan.openness"), RuleRef("remacto", 2, "plan.ambition")
evaluate = Evaluate(PLAN, NAME, TEXT, [MINUTES], "major", "modest")
adopted = [*drafted, in_plan(PlanAdopted(1, DIGEST, thing("resolution"), thing("session")))]
STAGES = ("preparation", "co_creation", "drafting", "public_consultation", "validation", "adoption", "implementation")
evaluation = [*adopted, *entered(*STAGES, "evaluation")]
first = PlanEvaluated(None, NAME, None, TEXT, [MINUTES], None, "major", OPENNESS, None, "modest", AMBITION)


def test_an_assessor_says_what_came_of_the_plan_and_the_rules_are_named() -> None:
    given(*evaluation).when(evaluate, by=ASSESSOR).then(first)


def test_a_second_evaluation_says_what_the_first_one_said() -> None:
    again = Evaluate(PLAN, TITLE, TEXT, [], "marginal", "unclear")
    given(*evaluation, in_plan(first)).when(again, by=ASSESSOR).then(
        PlanEvaluated(NAME, TITLE, TEXT, TEXT, [], "major", "marginal", OPENNESS, "modest", "unclear", AMBITION)
    )


@pytest.mark.parametrize("by", [AMINA, FOCAL_POINT])
def test_those_who_run_the_plan_do_not_judge_it(by: object) -> None:
    given(*evaluation).when(evaluate, by=by).then_refused(NotAllowed)  # type: ignore[arg-type]


def test_a_plan_is_evaluated_in_its_stage() -> None:
    given(*adopted, *entered(*STAGES)).when(evaluate, by=ASSESSOR).then_refused(NotToBeEvaluated)
    given(*evaluation, *entered(*STAGES, "evaluation", "closure")).when(evaluate, by=ASSESSOR).then_refused(
        NotToBeEvaluated
    )
    not_adopted = [*drafted, *entered(*STAGES, "evaluation")]
    given(*not_adopted).when(evaluate, by=ASSESSOR).then_refused(NotToBeEvaluated)


def test_it_is_judged_in_the_words_of_the_rules() -> None:
    for openness, ambition in (("grand", "modest"), ("major", "grand")):
        command = Evaluate(PLAN, NAME, TEXT, [], openness, ambition)
        given(*evaluation).when(command, by=ASSESSOR).then_refused(NotOnScale)
    nobody = Evaluate(PLAN, {}, TEXT, [], "major", "modest")
    given(*evaluation).when(nobody, by=ASSESSOR).then_refused(Empty)
