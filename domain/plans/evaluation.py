"""What came of a plan: said by a named assessor, in words that a rule knows."""

from collections.abc import Sequence
from typing import Literal
from uuid import UUID

from domain.documents import Document, fit_all
from domain.kernel import Act, Command, Event
from domain.plans import stages
from domain.plans.drafting import TEXT_LENGTH, TITLE_LENGTH, TooMany
from domain.plans.plan_events import PlanEvaluated
from domain.plans.plan_state import Evaluation, Plan
from domain.refusal import Refusal
from domain.rules.law import Law
from domain.rules.subjects import PLAN_AMBITION, PLAN_OPENNESS
from domain.rules.values import Scale
from domain.text import Words
from domain.words import named

MOST_DOCUMENTS = 50


class Evaluate(Command, frozen=True, tag="plans.plan.Evaluate"):
    """Says what came of a plan: by whom that was assessed, on which documents, how far it opened government, and how
    ambitious it was."""

    by = frozenset({"assessor", "administrator"})
    plan: UUID
    assessor: Words
    summary: Words
    documents: list[Document]
    openness: str
    ambition: str


class NotToBeEvaluated(Refusal):
    """The plan does not stand in the stage in which it is evaluated."""

    code = "plan.not-to-be-evaluated"


class NotOnScale(Refusal):
    """{word} is not one of the words in which the {field} of a plan is assessed."""

    code = "plan.unknown-level"


def evaluated(command: Evaluate, plan: Plan, act: Act, law: Law) -> Sequence[Event]:
    if plan.adopted is None or not stages.awaits_evaluation(plan, stages.process_of(plan, law)):
        raise NotToBeEvaluated
    named(command.assessor, "assessor", TITLE_LENGTH)
    named(command.summary, "summary", TEXT_LENGTH)
    if len(command.documents) > MOST_DOCUMENTS:
        raise TooMany(most=MOST_DOCUMENTS)
    day = law.day(act.occurred_at)
    openness, ambition = law.rule(PLAN_OPENNESS, day), law.rule(PLAN_AMBITION, day)
    on_scale(command.openness, "openness", openness.value)
    on_scale(command.ambition, "ambition", ambition.value)
    was = plan.evaluated or Evaluation()
    return [
        PlanEvaluated(
            was.assessor,
            command.assessor,
            was.summary,
            command.summary,
            fit_all(command.documents),
            was.openness,
            command.openness,
            openness.ref,
            was.ambition,
            command.ambition,
            ambition.ref,
        )
    ]


def on_scale(word: str, field: Literal["openness", "ambition"], scale: Scale) -> None:
    if all(level.key != word for level in scale.levels):
        raise NotOnScale(word=word[:60], field=field)
