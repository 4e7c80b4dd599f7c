"""Whatever is asked for, in whatever order: no plan enters a stage whose needs are not met. Other code than the rules tells from
the entries alone which needs are met.

That no plan is adopted without a decision, and that no proposal loses its place, is held by tests/domain/test_whole_cycle.py.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.communities.membership import MembershipAccepted, MembershipEnded
from domain.decisions import approval as approvals
from domain.decisions import opinion as opinions
from domain.kernel import Entry, Event
from domain.participation import consultation as consultations
from domain.participation import placing
from domain.participation import proposal as proposals
from domain.plans import plan_events as happened
from domain.plans.activity_events import ActivityCompletionAssessed
from tests.kit.plan_facts import (
    NETWORK,
    PLAN,
)
from tests.kit.plan_walks import BEGINNINGS, NEEDS, Move, moves, walked


def of(entries: Sequence[Entry[Any]], *kinds: type[Event]) -> list[Entry[Any]]:
    return [entry for entry in entries if isinstance(entry.data, kinds)]


def is_true(need: str, entries: Sequence[Entry[Any]]) -> bool:
    """Whether something that a stage needs is true, by the entries alone."""
    on_plan = [entry.data for entry in entries if entry.stream == PLAN]
    drafts = [one for one in on_plan if isinstance(one, happened.DraftPublished)]
    latest = drafts[-1].number if drafts else None
    asked = [one for one in on_plan if isinstance(one, happened.PlanReferred)]
    talks = [one for one in asked if one.what == "consultation"]
    reported = {entry.stream for entry in of(entries, consultations.ConsultationReportPublished)}
    said = {one.thing: [e.data for e in entries if e.stream == one.thing] for one in asked}
    words_of: dict[UUID, list[Any]] = {}
    for entry in entries:
        if entry.root in {one.thing for one in talks} and type(entry.data).__name__.startswith("Proposal"):
            words_of.setdefault(entry.stream, []).append(entry.data)
    standing = [said for said in words_of.values() if isinstance(said[0], proposals.ProposalSubmitted)]
    answers = [[o.answer for o in said if isinstance(o, proposals.ProposalAnswered)] for said in standing]
    match need:
        case "membership":
            told = [e.data for e in of(entries, MembershipAccepted, MembershipEnded) if e.data.network == NETWORK]
            return bool(told) and isinstance(told[-1], MembershipAccepted)
        case "focal_point":
            return True  # somebody holds it from the beginning, and nobody leaves
        case "axes":
            return len(of(entries, happened.AxisDefined)) > len(of(entries, happened.AxisRemoved))
        case "projects":
            there = {o.project for o in on_plan if isinstance(o, happened.ProjectDefined)}
            there -= {o.project for o in on_plan if isinstance(o, happened.ProjectRemoved)}
            placed: dict[UUID, UUID | None] = {}
            for one in on_plan:
                if isinstance(one, happened.ActivityIncluded):
                    placed[one.activity] = one.project
                elif isinstance(one, happened.ActivityExcluded):
                    placed[one.activity] = None
            return bool(there) and there <= set(placed.values())
        case "consultation_reported":
            return bool(talks) and {one.thing for one in talks} <= reported
        case "draft_published":
            return latest is not None
        case "draft_consulted":
            return any(one.number is not None and one.thing in reported for one in talks)
        case "proposals_answered":
            return all(answers)
        case "proposals_taken_up":
            return not any(
                given and given[-1] != "refused" and not any(isinstance(o, placing.ProposalIncorporated) for o in said)
                for given, said in zip(answers, standing, strict=True)
            )
        case "committee_validated":
            return any(
                isinstance(o, approvals.ApprovalGranted)
                for one in asked
                if one.what == "approval" and one.number == latest
                for o in said[one.thing]
            )
        case "opinions_answered":
            on_latest = [said[one.thing] for one in asked if one.what == "opinion" and one.number == latest]
            return bool(on_latest) and all(isinstance(said[-1], opinions.OpinionAnswered) for said in on_latest)
        case "adopted":
            return bool(of(entries, happened.PlanAdopted, happened.PlanAdoptionAttested))
        case "activities_assessed":
            judged = {entry.stream for entry in of(entries, ActivityCompletionAssessed)}
            made = of(entries, happened.PlanAdopted, happened.PlanAmended, happened.PlanAdoptionAttested)
            draft = next((o for o in drafts if made and o.number == made[-1].data.number), None)
            so_far = on_plan[: on_plan.index(draft)] if draft else []
            kept = {o.activity for o in so_far if isinstance(o, happened.ActivityIncluded)}
            kept -= {o.activity for o in so_far if isinstance(o, happened.ActivityExcluded)}
            return bool(kept) and kept <= judged
        case "evaluated":
            return bool(of(entries, happened.PlanEvaluated))
    raise AssertionError(need)


many = settings(max_examples=300, deadline=None)


@many
@given(st.integers(0, len(BEGINNINGS) - 1), moves)
def test_no_stage_is_entered_whose_needs_are_not_met(beginning: int, asked: list[tuple[Move, int]]) -> None:
    for before, added in walked(beginning, asked):
        for entry in of(added, happened.StageEntered):
            unmet = [need for need in NEEDS[entry.data.stage] if not is_true(need, before)]
            assert not unmet, (entry.data.stage, unmet)
