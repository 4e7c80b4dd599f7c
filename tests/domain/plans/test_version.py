"""The canonical form: the same plan always gives the same bytes, another plan others; what became of it is not in it."""

import json
from hashlib import sha256
from pathlib import Path

from domain.kernel import Event
from domain.plans.activity import activities
from domain.plans.activity_events import ActivityProgressReported
from domain.plans.plan import plans
from domain.plans.plan_events import AxisRevised, ProjectDefined, StageEntered
from domain.plans.version import content, digest
from tests.kit.plan_facts import (
    AXIS,
    NAME,
    PLAN,
    QUEUES,
    ROADS,
    TEXT,
    TITLE,
    WATER,
    WELLS,
    in_plan,
    planned,
    with_axis,
    with_project,
)
from tests.kit.scenario import Happened, History

past = [*with_project, in_plan(ProjectDefined(AXIS, ROADS, TITLE, {}, [], [], [], None)), *planned(WELLS)]


def content_after(*more: Happened) -> bytes:
    history = History(*past, *more)
    plan = history.state(plans, PLAN)
    return content(PLAN, plan, {id: history.state(activities, id) for id in plan.activities})


def test_a_version_says_what_is_planned_in_a_form_that_anybody_can_write() -> None:
    written = content_after()
    assert json.loads(written) == {
        "form": 1,
        "plan": str(PLAN),
        "kind": "openness",
        "title": TITLE,
        "starts": "2026-11-01",
        "ends": "2028-10-31",
        "axes": [
            {
                "id": str(AXIS),
                "title": NAME,
                "description": TEXT,
                "challenges": [{"id": str(QUEUES), "title": NAME, "description": TEXT}],
                "projects": [
                    {
                        "id": str(WATER),
                        "title": NAME,
                        "description": TEXT,
                        "principles": ["transparency"],
                        "challenges": [str(QUEUES)],
                        "partners": [],
                        "taken_from": None,
                        "activities": [
                            {
                                "id": str(WELLS),
                                "title": NAME,
                                "description": TEXT,
                                "responsible": NAME,
                                "body": None,
                                "starts": "2026-11-01",
                                "ends": "2028-10-31",
                                "budget": {"amount": 12000000, "currency": "MAD"},
                                "indicators": [],
                                "carried_from": None,
                            }
                        ],
                    },
                    {
                        "id": str(ROADS),
                        "title": TITLE,
                        "description": {},
                        "principles": [],
                        "challenges": [],
                        "partners": [],
                        "taken_from": None,
                        "activities": [],
                    },
                ],
            }
        ],
    }
    canonical = json.dumps(json.loads(written), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert canonical.encode() == written
    assert digest(written) == sha256(written).hexdigest()


def test_what_becomes_of_the_plan_is_not_what_it_says() -> None:
    def of_wells(event: Event) -> Happened:
        return Happened(activities, WELLS, event, root=PLAN)

    same = content_after(in_plan(StageEntered(None, "preparation")), of_wells(ActivityProgressReported(0, 50, TEXT)))
    assert same == content_after()


def test_every_word_of_it_counts() -> None:
    assert content_after(in_plan(AxisRevised(AXIS, NAME, NAME, TEXT, {"fr": "Une description."}))) != content_after()


def test_the_page_on_plans_gives_an_example_that_is_true() -> None:
    page = (Path(__file__).parents[3] / "docs" / "plans.md").read_text()
    history = History(*with_axis)
    written = content(PLAN, history.state(plans, PLAN), {})
    assert f"    {written.decode()}\n" in page
    assert f"    {digest(written)}\n" in page
