"""A refused text is named by its field, in every command of a council; and each limit is taken to its last value."""

from typing import Any

import msgspec
import pytest

from domain.decisions import approval, opinion, session
from domain.decisions.convening import MOST_DOCUMENTS, MOST_ITEMS, BadAgenda, Convene, TooManyDocuments
from domain.decisions.resolution import NotOnTheAgenda
from domain.decisions.resolution_events import ResolutionRejected
from domain.decisions.session_events import AgendaItem, SessionClosed
from domain.moment import NoTimeZone
from domain.words import Empty
from tests.kit import council_facts as facts
from tests.kit.council_facts import AGENDA, PAPER, SECRETARY, STARTS, TITLE, convene, table
from tests.kit.scenario import COMMUNITY, DAY, FOCAL_POINT, Happened, History, given, office, thing

BLANK = {"fr": " "}
NAIVE = STARTS.replace(tzinfo=None)
REGION = [*facts.community(), *facts.council()]
CALLED = [*REGION, facts.convened()]
BEFORE = STARTS - 10 * DAY
ASKED = thing("what is asked")
VERSION = facts.VERSION
DRAFTED = [*REGION, *facts.plan("validation")]
YOUTH = [*facts.community(), *facts.council(kind="advisory_youth"), *facts.plan("validation")]
requested = Happened(approval.approvals, ASKED, approval.ApprovalRequested(VERSION, "committee", COMMUNITY, None, None))


def changed(command: Any, **fields: Any) -> Any:
    return msgspec.structs.replace(command, **fields)


@pytest.mark.parametrize(
    ("past", "command", "field"),
    [
        (REGION, changed(convene, title=BLANK), "title"),
        (REGION, changed(convene, agenda=[AgendaItem("1", BLANK)]), "title"),
        (CALLED, changed(table, title=BLANK), "title"),
        (CALLED, changed(table, text=BLANK), "text"),
        (
            [*CALLED, facts.opened(), facts.in_session(SessionClosed())],
            session.PublishMinutes(facts.SESSION, PAPER, BLANK),
            "summary",
        ),
    ],
)
def test_a_blank_text_is_refused_by_the_name_of_its_field(past: list[Happened], command: Any, field: str) -> None:
    refusal = given(*past).when(command, by=SECRETARY, at=BEFORE if isinstance(command, Convene) else STARTS)
    assert refusal.then_refused(Empty).details == {"field": field}


@pytest.mark.parametrize(
    ("past", "command", "by", "field"),
    [
        (
            YOUTH,
            opinion.RequestOpinion(COMMUNITY, ASKED, facts.COUNCIL, VERSION, BLANK),
            FOCAL_POINT,
            "question",
        ),
        ([*DRAFTED, requested], approval.GrantApproval(ASKED, BLANK), office("committee"), "reasons"),
    ],
)
def test_so_it_is_of_what_is_asked_and_answered(past: list[Happened], command: Any, by: Any, field: str) -> None:
    assert given(*past).when(command, by=by).then_refused(Empty).details == {"field": field}


def test_a_moment_without_a_time_zone_is_named_too() -> None:
    refusal = given(*REGION).when(changed(convene, starts=NAIVE), by=SECRETARY, at=BEFORE).then_refused(NoTimeZone)
    assert refusal.details == {"field": "starts"}
    adjourned = [*CALLED, facts.adjourned()]
    recall = session.Recall(facts.SESSION, NAIVE + 3 * DAY)
    refusal = given(*adjourned).when(recall, by=SECRETARY, at=STARTS).then_refused(NoTimeZone)
    assert refusal.details == {"field": "starts"}


def test_a_session_may_start_when_it_is_called_and_not_before() -> None:
    given(*REGION).when(convene, by=SECRETARY, at=STARTS).outcome()


def test_as_many_documents_and_items_as_are_allowed_are_taken() -> None:
    items = [AgendaItem(str(number), TITLE) for number in range(MOST_ITEMS + 1)]
    full = changed(convene, documents=[PAPER] * MOST_DOCUMENTS, agenda=items[:MOST_ITEMS])
    assert given(*REGION).when(full, by=SECRETARY, at=BEFORE).outcome()
    more = changed(convene, documents=[PAPER] * (MOST_DOCUMENTS + 1))
    refusal = given(*REGION).when(more, by=SECRETARY, at=BEFORE).then_refused(TooManyDocuments)
    assert refusal.details == {"most": MOST_DOCUMENTS}
    refusal = given(*REGION).when(changed(convene, agenda=items), by=SECRETARY, at=BEFORE).then_refused(BadAgenda)
    assert refusal.details == {"most": MOST_ITEMS}


def test_all_members_may_ask_for_an_extraordinary_session() -> None:
    all_ask = changed(convene, kind="extraordinary", requested_by="members", requesting=len(facts.MEMBERS))
    assert given(*REGION).when(all_ask, by=SECRETARY, at=BEFORE).outcome()


def test_an_item_that_is_not_on_the_agenda_is_named_by_its_first_40_characters() -> None:
    refusal = given(*CALLED).when(changed(table, item="x" * 41), by=SECRETARY, at=STARTS).then_refused(NotOnTheAgenda)
    assert refusal.details == {"item": "x" * 40}
    assert AGENDA[0].key not in refusal.details.values()


def test_a_resolution_that_was_rejected_stands_so() -> None:
    rejected = facts.on_resolution(ResolutionRejected(1, 2, 0, facts.MAJORITY))
    history = History(*CALLED, facts.tabled(), *facts.put_to_vote(), rejected)
    state = history.state(facts.resolutions, facts.RESOLUTION)
    assert (state.stage, state.community) == ("rejected", COMMUNITY)


@pytest.mark.parametrize(
    ("event", "decision"),
    [(approval.ApprovalGranted(TITLE), "granted"), (approval.ApprovalRefused(TITLE), "refused")],
)
def test_an_approval_stands_as_it_was_decided(event: Any, decision: str) -> None:
    history = History(requested, Happened(approval.approvals, ASKED, event))
    assert history.state(approval.approvals, ASKED).decision == decision
