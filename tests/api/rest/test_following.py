"""A proposal's whole way over HTTP, by those who each have a part in it: until its page says that it was done."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import httpx
import pytest

from domain.communities.community import SetJurisdiction, community_id
from domain.participation.placing import ProposalIncorporated
from domain.plans.plan_events import PlanReferred, ProposalTakenUp
from tests.api.rest.test_meetings import MEETING, MEETINGS
from tests.kit.api_over_http import CODE, OPERATOR, Person, World, problem
from tests.kit.page_reading import Reading

pytestmark = pytest.mark.anyio

ABOUT = {"title": {"ar": "الماء", "fr": "Eau potable"}, "description": {}}
ACTIVITY = {
    **ABOUT,
    "title": {"ar": "حفر بئر", "fr": "Creuser un puits"},
    "responsible": {"fr": "Service de l'eau"},
    "starts": "2026-01-01",
    "ends": "2026-12-31",
}


def id_of(address: str) -> str:
    return address.rpartition("/")[2]


async def made(by: Person, path: str, body: Any) -> str:
    """The address of what is new."""
    answer = await by.post(path, body)
    assert answer.status_code == 201, answer.text
    return answer.headers["location"]


async def done(answer: httpx.Response) -> None:
    assert answer.status_code in {200, 201}, answer.text


class Talk:
    """A plan with a project and an activity, and a consultation about it."""

    def __init__(self, api: World, focal: Person, committee: Person) -> None:
        self.api, self.focal, self.committee = api, focal, committee

    async def begin(self) -> "Talk":
        focal = self.focal
        await self.api.register.record.execute(SetJurisdiction(community_id(CODE), "MA"), by=OPERATOR)
        opening = {"kind": "openness", "title": ABOUT["title"], "starts": "2026-01-01"}
        self.plan = await made(focal, f"/communities/{CODE}/plans", opening)
        axis = await made(focal, f"{self.plan}/axes", ABOUT)
        self.challenge = id_of(await made(focal, f"{axis}/challenges", ABOUT))
        self.project = id_of(await made(focal, f"{axis}/projects", ABOUT))
        self.activity = await made(focal, f"{self.plan}/activities", {**ACTIVITY, "project": self.project})
        self.consultation = await self.api.consultation(focal, plan=id_of(self.plan))
        return self

    @property
    def place(self) -> dict[str, str]:
        return {"plan": id_of(self.plan), "project": self.project, "activity": id_of(self.activity)}

    async def adopted(self) -> None:
        """Published, and attested as adopted long ago."""
        await done(await self.focal.post(f"{self.plan}/versions"))
        attested = {
            "number": 1,
            "document": await self.api.file(self.focal),
            "decided_on": "2025-10-07",
            "certainty": "reported",
            "session": {"fr": "Session d'octobre 2025"},
        }
        await done(await self.focal.post(f"{self.plan}/attestation", attested))


@pytest.fixture
async def talk(api: World) -> Talk:
    return await Talk(api, await api.person("focal_point"), await api.person("committee")).begin()


async def page(api: World, proposal: str, language: str, at: int | None = None) -> Reading:
    await api.catch_up()
    query = {"lang": language} | ({} if at is None else {"asOf": str(at)})
    answer = await api.http.get(f"/proposals/{id_of(proposal)}", params=query)
    assert answer.status_code == 200, answer.text
    return Reading(answer.text)


async def test_from_a_workshop_s_recommendation_to_what_was_done(api: World, talk: Talk) -> None:
    focal, committee = talk.focal, talk.committee
    meeting = await made(focal, MEETINGS, {**MEETING, "plan": id_of(talk.plan)})
    await done(await focal.post(f"{meeting}/holding"))
    advice = await made(focal, f"{meeting}/recommendations", {"text": {"fr": "Une borne-fontaine"}})
    paper = {
        "body": "Une borne-fontaine au marché",
        "language": "fr",
        "origin": "recommendation",
        "challenge": talk.challenge,
        "recommendation": {"meeting": id_of(meeting), "recommendation": id_of(advice)},
    }
    proposal = await made(focal, f"{talk.consultation}/proposals", paper)
    problem(await committee.post(f"{proposal}/place", talk.place), 409, "proposal.not-accepted")
    accepted = {"answer": "accepted", "reasons": "Au budget de 2026.", "language": "fr"}
    await done(await focal.put(f"{proposal}/answer", accepted, if_match='"1"'))
    nowhere = {**talk.place, "project": talk.challenge}
    problem(await committee.post(f"{proposal}/place", nowhere), 404, "project.unknown")
    problem(await focal.put(f"{proposal}/place", talk.place, if_match="*"), 409, "proposal.not-incorporated")
    await done(await committee.post(f"{proposal}/place", talk.place))
    refused = {**accepted, "answer": "refused"}
    problem(await focal.put(f"{proposal}/answer", refused, if_match="*"), 409, "proposal.already-incorporated")
    await talk.adopted()
    status = {"status": "completed", "progress": 100, "reason": {"fr": "L'eau coule.", "ar": "الماء يجري."}}
    await done(await focal.put(f"{talk.activity}/status", status, if_match="*"))

    entries = await api.entries()
    incorporated = next(entry for _, entry in entries if isinstance(entry.data, ProposalIncorporated))
    taken_up = next(entry for _, entry in entries if isinstance(entry.data, ProposalTakenUp))
    assert taken_up.command_id == incorporated.command_id
    assert (str(taken_up.stream), str(taken_up.root)) == (id_of(talk.plan), id_of(talk.plan))
    assert {entry.data.what for _, entry in entries if isinstance(entry.data, PlanReferred)} == {
        "consultation",
        "meeting",
    }

    said = {language: (await page(api, proposal, language)).said for language in ("ar", "fr", "en")}
    for language, texts in {
        "en": ("It was carried out", "Proposal taken up in a plan", "recommendation", "completed · 100 %"),
        "fr": ("Elle a été réalisée", "Au budget de 2026.", "Atelier", "Creuser un puits", "L'eau coule."),
        "ar": ("أنجز", "ورشة", "حفر بئر", "الماء يجري."),
    }.items():
        for text in texts:
            assert text in said[language], (language, text, said[language])
    placed = next(position for position, entry in entries if isinstance(entry.data, ProposalIncorporated))
    before = (await page(api, proposal, "en", placed - 1)).said
    assert "not yet taken up in the plan" in before
    assert "L'eau coule." not in before


async def test_a_proposal_that_a_plan_has_taken_up_is_moved_in_it(api: World, talk: Talk) -> None:
    citizen = await api.person()
    proposal = await api.proposal(citizen, talk.consultation)
    accepted = {"answer": "partly_accepted", "reasons": "En partie.", "language": "fr"}
    await done(await talk.focal.put(f"{proposal}/answer", accepted, if_match='"1"'))
    await done(await talk.committee.post(f"{proposal}/place", talk.place))
    problem(await citizen.put(f"{proposal}/place", talk.place, if_match='"3"'), 403, "not-allowed")
    within = {name: talk.place[name] for name in ("plan", "project")}
    moved = await talk.committee.put(f"{proposal}/place", within, if_match='"3"')
    assert (moved.status_code, moved.json()["version"]) == (200, 4)
    again = await talk.committee.put(f"{proposal}/place", within, if_match='"4"')
    assert (again.json()["version"], again.json()["events"]) == (4, 0)
    problem(await talk.committee.delete(f"{talk.plan}/projects/{talk.project}", WHY), 409, "plan.holds-proposals")


WHY = {"reason": {"fr": "Autrement"}}


async def test_what_a_desk_received_enters_a_plan_s_consultation_after_it_closed(api: World, talk: Talk) -> None:
    received = datetime.now(UTC)
    await done(await talk.focal.post(f"{talk.consultation}/closing"))
    paper = {"body": "Par écrit", "language": "fr", "origin": "registry_desk", "reference": "BO 12"}
    late = {**paper, "occurred_at": datetime.now(UTC).isoformat()}
    problem(await talk.focal.post(f"{talk.consultation}/proposals", late), 409, "consultation.not-open")
    in_time = {**paper, "occurred_at": received.isoformat()}
    proposal = await made(talk.focal, f"{talk.consultation}/proposals", in_time)
    await done(await talk.focal.put(f"{talk.consultation}/report", {"report": {"fr": "Fini"}}, if_match='"2"'))
    problem(await talk.focal.post(f"{talk.consultation}/proposals", in_time), 409, "consultation.not-open")
    docket = [entry.data for _, entry in await api.entries(UUID(id_of(talk.consultation)))]
    assert [type(event).__name__ for event in docket][-3:] == [
        "ProposalSubmitted",
        "ProposalDocketed",
        "ConsultationReportPublished",
    ]
    assert "It waits for an answer." in (await page(api, proposal, "en")).said


async def test_a_page_of_no_proposal_and_of_no_moment(api: World, talk: Talk) -> None:
    proposal = await api.proposal(await api.person(), talk.consultation)
    await api.catch_up()
    for address, status in (
        (f"/proposals/{id_of(talk.plan)}", 404),
        ("/proposals/nothing", 404),
        (f"/proposals/{id_of(proposal)}?asOf=noon", 400),
        (f"/proposals/{id_of(proposal)}?asOf=0", 200),
    ):
        assert (await api.http.get(address)).status_code == status, address


async def test_a_page_shows_no_hidden_words_at_any_moment(api: World, talk: Talk) -> None:
    proposal = await api.proposal(await api.person(), talk.consultation, "Des mots blessants")
    shown = await page(api, proposal, "fr")
    assert "Des mots blessants" in shown.said
    position = len(await api.entries()) - 1
    moderator = await api.person("moderator")
    await done(await moderator.put(f"{proposal}/moderation", {"reason": "Blessant", "language": "fr"}))
    for at in (None, position):
        hidden = await page(api, proposal, "fr", at)
        assert "Des mots blessants" not in hidden.said
        assert "Masqué" in hidden.said
