"""A plan that is made from that of the same document with other variables is the plan that it would be by itself."""

from random import Random
from typing import Any
from uuid import uuid4

import msgspec
import pytest
from graphql import parse

from api.graphql.engine.aside import Aside
from api.graphql.engine.parsed import Documents
from api.graphql.engine.planner import Plan, Planner
from api.graphql.schema import PLANNER
from tests.api.graphql import generated
from tests.api.graphql.generated import Known

KNOWN = Known({"Plan": [str(uuid4()) for _ in range(20)]}, 1_000)
WRITTEN = [
    "query ($id: ID!) { consultation(id: $id) { id } }",
    "query ($id: ID!, $at: Moment) { a: plan(id: $id, asOf: $at) { title } b: plan(id: $id) { title(language: \"fr\") } }",
    "query ($id: ID!, $at: Position) { plan(id: $id, atLeast: $at) { __typename } __typename }",
    "query ($first: Int) { communities(first: $first) { totalCount } }",
    "query ($open: Boolean) { consultations(open: $open) { totalCount } }",
    "query ($id: ID!, $on: Boolean!) { plan(id: $id) @include(if: $on) { title } position }",
    "query ($id: ID!, $on: Boolean!) { plan(id: $id) { title id @skip(if: $on) } }",
    "query ($on: Boolean!) { position @include(if: $on) __typename }",
    "query ($id: ID!, $language: String) { plan(id: $id) { ...F } } fragment F on Plan { title(language: $language) }",
    "query ($name: String!) { __type(name: $name) { name } }",
]  # fmt: skip


def shown(plan: Plan) -> Any:
    """What a plan says, but for its functions."""

    def field(one: Any) -> Any:
        below = one.children and {name: [field(each) for each in found.fields] for name, found in one.children.items()}
        return one.key, one.name, one.arguments, one.when, one.required, one.many, one.type_name, below

    fields = [field(one) for one in plan.root.fields]
    return fields, plan.variables, plan.cursor_position, plan.at_least, plan.clocked


@pytest.mark.parametrize("document", [*WRITTEN, *generated.in_the_tests()], ids=lambda document: document[:60])
def test_a_plan_follows_its_variables(document: str) -> None:
    parsed = parse(document)
    plans = []
    for seed in range(4):
        variables = generated.variables(document, KNOWN, Random(f"{seed}{document}").choice)
        plans.append(PLANNER.plan(parsed, None, variables))
        for other in plans:
            assert shown(PLANNER.with_other(variables, other)) == shown(plans[-1])


@pytest.mark.anyio
async def test_what_is_below_is_planned_once(monkeypatch: pytest.MonkeyPatch) -> None:
    documents = Documents(PLANNER, Aside())
    planned = []
    plan = Planner.plan
    monkeypatch.setattr(Planner, "plan", lambda *given: planned.append(1) or plan(*given))
    for _ in range(3):
        variables = msgspec.json.encode({"id": str(uuid4())})
        assert isinstance(await documents.plan(WRITTEN[0], None, variables), Plan)
    assert len(planned) == 1
    for first in range(3):
        assert isinstance(await documents.plan(WRITTEN[3], None, b'{"first": %d}' % first), Plan)
    assert len(planned) == 4
