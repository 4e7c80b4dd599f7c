"""Challenges that were raised in a consultation, and the proposals that answer them: entered by the import of ideas alone."""

from uuid import UUID

import msgspec

from domain.kernel import System
from domain.participation.consultation import NotOpen, consultations
from domain.participation.importers import IDEAS_IMPORTER
from domain.participation.proposal import NoPlan, Submit
from domain.participation.proposal_events import ProposalSubmitted
from domain.participation.raised_challenge import ChallengeRaised, RaiseChallenge
from domain.refusal import NotAllowed
from domain.text import Sealed
from domain.words import Empty
from tests.kit.participation_facts import BODY, TALK, WATER, opened
from tests.kit.scenario import AMINA, DAY, FOCAL_POINT, NOON, Happened, given

IDEAS = System(IDEAS_IMPORTER)
CHALLENGE = UUID(int=77)
TEXT, AXIS, NAME = Sealed("ar", "نقص الإنارة"), Sealed("ar", "الإنارة العمومية"), Sealed("ar", "مشاركة 1")

raise_it = RaiseChallenge(TALK, CHALLENGE, TEXT, AXIS)
raised = Happened(consultations, TALK, ChallengeRaised(CHALLENGE, TEXT, AXIS), by=IDEAS)
answer = Submit(TALK, WATER, BODY, origin="unknown", reference="748", challenge=CHALLENGE, submitter=NAME)


def test_a_challenge_is_raised_once() -> None:
    given(opened()).when(raise_it, by=IDEAS).then(ChallengeRaised(CHALLENGE, TEXT, AXIS))
    given(opened(), raised).when(raise_it, by=IDEAS).then()


def test_nobody_else_raises_challenges() -> None:
    given(opened()).when(raise_it, by=FOCAL_POINT).then_refused(NotAllowed)
    given(opened()).when(raise_it, by=AMINA).then_refused(NotAllowed)


def test_its_text_is_not_empty() -> None:
    given(opened()).when(RaiseChallenge(TALK, CHALLENGE, Sealed("ar", " ")), by=IDEAS).then_refused(Empty)


def test_a_proposal_answers_a_challenge_of_its_consultation() -> None:
    submitted = ProposalSubmitted(None, BODY, "unknown", "748", challenge=CHALLENGE, submitter=NAME)
    given(opened(), raised).when(answer, by=IDEAS).then(submitted)
    given(opened()).when(answer, by=IDEAS).then_refused(NoPlan)


def test_an_import_enters_what_was_received_on_any_day() -> None:
    """Workshops were held before the consultation was opened, or lists were typed in after it was closed."""
    early = msgspec.structs.replace(answer, challenge=None)
    submitted = ProposalSubmitted(None, BODY, "unknown", "748", submitter=NAME)
    given(opened()).when(early, by=IDEAS, occurred_at=NOON - 30 * DAY).then(submitted)
    given(opened(opens=NOON + DAY, closes=NOON + 2 * DAY)).when(early, by=IDEAS).then_refused(NotOpen)
