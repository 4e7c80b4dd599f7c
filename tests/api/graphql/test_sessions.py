"""Sessions and resolutions in GraphQL: who came, how each member voted, by which rule; as of any moment."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from domain.communities.community import Register, community_id
from domain.decisions.presence import Preside, RecordArrival, RecordDeparture
from domain.decisions.resolution import CloseVote, PublishResolution, PutToVote, RecordVote, Table
from domain.decisions.session import AdjournWithoutQuorum, OpenSession, PublishMinutes, Recall
from domain.decisions.subjects import Joining, PlanVersion
from domain.documents import Document
from domain.plans.axis import DefineAxis
from domain.plans.plan import AttestAdoption, OpenPlan, PublishDraft, plans
from domain.plans.project import DefineProject
from tests.kit.recorded_council import AGENDA, CODE, DAY, OCTOBER, OPERATOR, REGION, TITLE, Council

pytestmark = pytest.mark.anyio

PAPER = Document("12" * 32, {"fr": "Procès-verbal"}, "application/pdf", 1_000)
MAJORITY = {"set": "ma-regions", "version": 1, "subject": "majority", "certainty": "REPORTED"}


@pytest.fixture
async def council(scene: Any) -> Council:
    return await Council(scene.register).set()


async def test_a_session_with_its_calls_and_the_rules_that_they_were_held_by(
    client: Any, scene: Any, council: Council
) -> None:
    await council.convene()
    few, six = council.members[:5], council.members[:6]
    await council.run(AdjournWithoutQuorum(council.session, few), at=OCTOBER)
    again = OCTOBER + 4 * DAY
    await council.run(Recall(council.session, again), at=OCTOBER)
    before = scene.catch_up()
    await council.run(OpenSession(council.session, six, six[0]), at=again)
    later = again + timedelta(minutes=20)
    await council.run(RecordArrival(council.session, council.members[6]), at=later)
    await council.run(Preside(council.session, six[1]), at=later)
    await council.run(RecordDeparture(council.session, six[0]), at=later + timedelta(minutes=1))
    scene.catch_up()
    query = """query ($id: ID!, $at: Moment) { session(id: $id, asOf: $at) {
        kind stage title(language: "fr") starts inOffice community { code } body { kind }
        agenda { key title } rule { subject set text(language: "fr") certainty }
        calls { call starts metAt presentCount inOffice quorum present { name }
            moves { member seat { name } at arrived } presiding { name capacity }
            rule { subject article } calledBy { subject article } }
    } }"""
    found = (await client.ask(query, {"id": str(council.session)}, accept_language="fr"))["session"]
    calls = found.pop("calls")
    assert found == {
        "kind": "ORDINARY",
        "stage": "OPEN",
        "title": "Session d'octobre",
        "starts": "2025-10-10T09:00:00+00:00",
        "inOffice": 11,
        "community": {"code": CODE},
        "body": {"kind": "COUNCIL"},
        "agenda": [{"key": "plan", "title": "Programme d'action"}, {"key": "2", "title": "Divers"}],
        "rule": {
            "subject": "session.ordinary",
            "set": "ma-regions",
            "text": "Loi organique n° 111-14 relative aux régions",
            "certainty": "REPORTED",
        },
    }
    assert calls == [
        {
            "call": 1,
            "starts": "2025-10-06T09:00:00+00:00",
            "metAt": "2025-10-06T09:00:00+00:00",
            "presentCount": 5,
            "inOffice": 11,
            "quorum": False,
            "present": names(few, council),
            "moves": [],
            "presiding": None,
            "rule": {"subject": "quorum.first_call", "article": None},
            "calledBy": None,
        },
        {
            "call": 2,
            "starts": "2025-10-10T09:00:00+00:00",
            "metAt": "2025-10-10T09:00:00+00:00",
            "presentCount": 6,
            "inOffice": 11,
            "quorum": True,
            "present": names(six, council),
            "moves": [
                move(6, council, "2025-10-10T09:20:00+00:00", arrived=True),
                move(0, council, "2025-10-10T09:21:00+00:00", arrived=False),
            ],
            "presiding": {"name": "Membre 1", "capacity": "MEMBER"},
            "rule": {"subject": "quorum.second_call", "article": "45"},
            "calledBy": {"subject": "quorum.second_call", "article": "45"},
        },
    ]
    waiting = (await client.ask(query, {"id": str(council.session), "at": before}))["session"]
    assert waiting["stage"] == "CONVENED"
    assert waiting["calls"][0] == calls[0]
    assert {key: waiting["calls"][1][key] for key in ("metAt", "quorum", "present", "presiding", "inOffice")} == {
        "metAt": None,
        "quorum": None,
        "present": [],
        "presiding": None,
        "inOffice": None,
    }


def move(number: int, council: Council, at: str, *, arrived: bool) -> dict[str, Any]:
    member = str(council.members[number])
    return {"member": member, "seat": {"name": f"Membre {number}"}, "at": at, "arrived": arrived}


def names(members: list[UUID], council: Council) -> list[dict[str, str]]:
    return [{"name": f"Membre {council.members.index(member)}"} for member in sorted(members)]


async def test_how_each_member_voted_and_what_that_came_to(client: Any, scene: Any, council: Council) -> None:
    await council.convene()
    await council.open(present=6)
    resolution = await council.table()
    await council.vote(resolution, "++0--")
    before = scene.catch_up()
    await council.run(RecordVote(council.session, resolution, council.members[2], "against"), at=OCTOBER)
    await council.run(RecordVote(council.session, resolution, council.members[5], "for"), at=OCTOBER)
    await council.confirm()
    await council.run(CloseVote(council.session, resolution), at=OCTOBER + timedelta(minutes=5))
    await council.sign(resolution)
    await council.run(PublishResolution(council.session, resolution, PAPER))
    await council.close()
    scene.catch_up()
    query = """query ($id: ID!, $at: Moment, $choice: [VoteChoice!]) { resolution(id: $id, asOf: $at) {
        item stage title(language: "fr") votesFor votesAgainst abstentions byPresident year number votedAt
        majority { set version subject certainty } voteRule { subject } document { sha256 } plan { id } version { number }
        votes(choice: $choice, first: 20) { totalCount nodes { choice member seat { name capacity gender } } }
        session { id stage }
    } }"""
    found = (await client.ask(query, {"id": str(resolution)}))["resolution"]
    assert found["votes"]["totalCount"] == 6
    assert {(vote["member"], vote["choice"]) for vote in found["votes"]["nodes"]} == {
        (str(member), {"+": "FOR", "-": "AGAINST"}[side])
        for member, side in zip(council.members, "++---+", strict=False)
    }
    assert {vote["seat"]["name"] for vote in found["votes"]["nodes"]} == {f"Membre {number}" for number in range(6)}
    assert (found["votesFor"], found["votesAgainst"], found["abstentions"]) == (3, 3, 0)
    assert found["byPresident"] is True
    assert (found["stage"], found["year"], found["number"]) == ("ADOPTED", 2025, 1)
    assert found["votedAt"] == "2025-10-06T09:05:00+00:00"
    assert found["majority"] == MAJORITY
    assert found["voteRule"] == {"subject": "vote"}
    assert found["document"] == {"sha256": PAPER.sha256}
    assert (found["plan"], found["version"]) == (None, None)
    assert found["session"] == {"id": str(council.session), "stage": "CLOSED"}

    then = (await client.ask(query, {"id": str(resolution), "at": before, "choice": ["ABSTAIN"]}))["resolution"]
    assert [(vote["member"], vote["choice"]) for vote in then["votes"]["nodes"]] == [
        (str(council.members[2]), "ABSTAIN")
    ]
    assert (then["stage"], then["votesFor"], then["number"], then["majority"]) == ("VOTING", None, None, None)
    assert then["session"]["stage"] == "OPEN"


async def test_lists_of_sessions_and_of_resolutions(client: Any, scene: Any, council: Council) -> None:
    await council.convene()
    await council.open()
    adopted, rejected = await council.decide("+++"), await council.decide("---")
    tabled = uuid4()
    await council.run(Table(council.session, tabled, "2", TITLE, TITLE), at=OCTOBER + timedelta(hours=1))
    await council.close()
    await council.run(PublishMinutes(council.session, PAPER, {"fr": "Deux votes"}))
    scene.catch_up()
    found = await client.ask(
        """query ($code: String!, $other: ID!) {
        sessions { totalCount nodes { minutesSummary minutes { name } closedAt
            resolutions { nodes { id } } rejected: resolutions(stage: [REJECTED]) { nodes { id } } } }
        open: sessions(stage: [OPEN, CONVENED, ADJOURNED]) { totalCount }
        extraordinary: sessions(kind: [EXTRAORDINARY]) { totalCount }
        community(code: $code) {
            sessions { totalCount } none: sessions(body: $other) { totalCount }
            resolutions { nodes { id } } numbered: resolutions(year: 2025) { nodes { id number } }
        } }""",
        {"code": CODE, "other": str(uuid4())},
        accept_language="fr",
    )
    (session,) = found["sessions"]["nodes"]
    assert session["minutesSummary"] == "Deux votes"
    assert session["minutes"] == {"name": "Procès-verbal"}
    assert session["closedAt"] == "2025-10-06T12:00:00+00:00"
    assert ids(session["resolutions"]) == {adopted, rejected, tabled}
    assert ids(session["rejected"]) == {rejected}
    assert (found["open"]["totalCount"], found["extraordinary"]["totalCount"]) == (0, 0)
    assert found["community"]["sessions"]["totalCount"] == 1
    assert found["community"]["none"]["totalCount"] == 0
    assert found["community"]["resolutions"]["nodes"][0] == {"id": str(tabled)}
    assert found["community"]["numbered"]["nodes"] == [{"id": str(adopted), "number": 1}]
    node = await client.ask("query ($id: ID!) { node(id: $id) { __typename id } }", {"id": str(adopted)})
    assert node["node"] == {"__typename": "Resolution", "id": str(adopted)}


def ids(connection: Any) -> set[UUID]:
    return {UUID(one["id"]) for one in connection["nodes"]}


async def test_a_plan_that_was_attested_is_amended_by_a_resolution_on_its_next_version(
    client: Any, scene: Any, council: Council
) -> None:
    plan, axis, project = uuid4(), uuid4(), uuid4()
    by = council.focal_point
    for command in (
        OpenPlan(REGION, plan, "openness", {"fr": "Programme"}, date(2023, 10, 1)),
        DefineAxis(plan, axis, {"fr": "Services"}, {"fr": "Les services"}),
        PublishDraft(plan),
    ):
        await council.run(command, by=by, at=OCTOBER - 30 * DAY)
    await council.run(
        AttestAdoption(plan, 1, PAPER, date(2023, 10, 9), "reported", {"fr": "Session d'octobre 2023"}), by=by
    )
    await council.run(DefineProject(plan, axis, project, {"fr": "Eau"}, {"fr": "De l'eau"}, [], [], []), by=by)
    await council.run(PublishDraft(plan), by=by)
    _, second = (await council.register.record.read([(plans, plan)]))[plan].state.versions
    await council.convene()
    await council.open()
    resolution = await council.decide("+++++++----", PlanVersion(plan, 2, second.sha256))
    scene.catch_up()
    state = (await council.register.record.read([(plans, plan)]))[plan].state
    assert (state.adopted.number, state.adopted.resolution, state.attested) == (2, resolution, False)
    found = await client.ask(
        """query ($id: ID!, $plan: ID!) {
        resolution(id: $id) { stage plan { id adoption { resolution { id } } } version { number sha256 } }
        audit(subject: $plan, first: 1, events: ["plans.PlanAmended"]) {
            nodes { event changes { field before { text } after { text } } } } }""",
        {"id": str(resolution), "plan": str(plan)},
    )
    assert found["resolution"] == {
        "stage": "ADOPTED",
        "plan": {"id": str(plan), "adoption": {"resolution": {"id": str(resolution)}}},
        "version": {"number": 2, "sha256": second.sha256},
    }
    (amended,) = found["audit"]["nodes"]
    assert amended["event"] == "plans.PlanAmended"
    assert {"field": "number", "before": {"text": "1"}, "after": {"text": "2"}} in amended["changes"]


async def test_a_resolution_on_joining_names_the_network(client: Any, scene: Any, council: Council) -> None:
    await council.convene()
    resolution = uuid4()
    await council.run(
        Table(council.session, resolution, AGENDA[0].key, TITLE, TITLE, Joining(await network(council))),
        at=OCTOBER - DAY,
    )
    scene.catch_up()
    query = "query ($id: ID!) { resolution(id: $id) { stage network { code } votes { totalCount } } }"
    found = await client.ask(query, {"id": str(resolution)})
    assert found["resolution"] == {"stage": "TABLED", "network": {"code": "ma.network"}, "votes": {"totalCount": 0}}


async def network(council: Council) -> UUID:
    await council.run(Register("ma.network", {"ar": "الشبكة"}, kind="network"), OPERATOR)
    return community_id("ma.network")


async def test_what_was_put_to_the_vote_is_not_there_before_it_was_tabled(
    client: Any, scene: Any, council: Council
) -> None:
    await council.convene()
    await council.open()
    before = scene.catch_up()
    resolution = uuid4()
    await council.run(Table(council.session, resolution, "plan", TITLE, TITLE), at=OCTOBER)
    await council.run(PutToVote(council.session, resolution), at=OCTOBER)
    scene.catch_up()
    query = "query ($id: ID!, $at: Moment) { resolution(id: $id, asOf: $at) { stage } }"
    assert await client.refusal(query, {"id": str(resolution), "at": before}) == "moment.before-beginning"
    assert (await client.ask(query, {"id": str(resolution)}))["resolution"] == {"stage": "VOTING"}
