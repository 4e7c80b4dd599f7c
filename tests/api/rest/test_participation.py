"""Everything that can be done over HTTP, by those who may and those who may not."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from domain.communities.community import CommunityPlaced, community_id
from domain.kernel import Office, Organisation, Person
from domain.participation.ballot import ballots_scope
from tests.kit.api_over_http import CODE, World, problem

pytestmark = pytest.mark.anyio

WORDS = {"body": "Des bancs à l'ombre", "language": "fr"}
REASON = {"reason": "Parce que", "language": "fr"}
COMMUNITY = f"/communities/{CODE}"


async def test_offices_are_granted_and_revoked(api: World) -> None:
    administrator, somebody = await api.person("administrator"), await api.person()
    moderator = {"login": somebody.login, "role": "moderator"}
    problem(await somebody.post(f"{COMMUNITY}/offices", moderator), 403, "not-allowed")
    granted = await administrator.post(f"{COMMUNITY}/offices", moderator)
    assert (granted.status_code, granted.headers["location"]) == (201, f"/api/v1{COMMUNITY}/offices/moderator")
    problem(await administrator.post(f"{COMMUNITY}/offices", moderator), 409, "office.already-held")
    entry = (await api.entries())[-1][1]
    assert isinstance(entry.actor, Office)
    assert entry.data.holder == api.ports.pseudonym(community_id(CODE), somebody.account.person)
    office = f"{COMMUNITY}/offices/moderator?login={somebody.login}"
    problem(await somebody.delete(office), 403, "not-allowed")
    assert (await administrator.delete(office)).status_code == 200
    problem(await administrator.delete(office), 404, "office.not-held")
    problem(await administrator.delete(office.replace("moderator", "king")), 404, "office.unknown-role")
    problem(await administrator.post("/communities/nowhere/offices", moderator), 403, "not-allowed")


async def test_only_who_may_appoint_learns_that_a_login_is_unknown(api: World) -> None:
    administrator, somebody = await api.person("administrator"), await api.person()
    before = len(await api.entries())
    for role in ("citizen", "administrator"):
        unknown = {"login": "nobody@example.org", "role": role}
        problem(await somebody.post(f"{COMMUNITY}/offices", unknown), 403, "not-allowed")
        problem(await administrator.post(f"{COMMUNITY}/offices", unknown), 404, "account.unknown")
    assert len(await api.entries()) == before


async def test_communities_are_the_operators(api: World) -> None:
    operator, administrator = await api.operator(), await api.person("administrator")
    new = {"code": "ma.oujda", "name": {"ar": "وجدة"}, "time_zone": "Africa/Casablanca"}
    problem(await administrator.post("/communities", new), 403, "not-allowed")
    assert (await operator.post("/communities", new)).status_code == 201
    problem(await operator.post("/communities", new), 409, "community.already-registered")
    problem(await operator.post("/communities", {**new, "code": "a b"}), 422, "community.bad-code")
    problem(
        await operator.put(f"{COMMUNITY}/time-zone", {"time_zone": "Mars/Olympus"}, if_match='"1"'),
        422,
        "community.unknown-time-zone",
    )
    renamed = await administrator.put(f"{COMMUNITY}/name", {"name": {"fr": "L'Oriental"}}, if_match='"1"')
    assert renamed.json()["version"] == 2
    moved = await administrator.put(f"{COMMUNITY}/time-zone", {"time_zone": "Europe/Paris"}, if_match='"2"')
    assert moved.json()["version"] == 3


async def test_a_community_is_registered_below_another(api: World) -> None:
    operator = await api.operator()
    new = {"code": "ma.oujda", "name": {"ar": "وجدة"}, "kind": "urban_commune", "parent": CODE}
    problem(await operator.post("/communities", {**new, "parent": "ma.none"}), 422, "community.parent-not-registered")
    problem(await operator.post("/communities", {**new, "parent": "ma.oujda"}), 422, "community.in-a-circle")
    problem(await operator.post("/communities", {**new, "kind": "Commune"}), 422, "community.bad-kind")
    made = await operator.post("/communities", new)
    assert made.status_code == 201
    (placed,) = [entry for _, entry in await api.entries() if isinstance(entry.data, CommunityPlaced)]
    assert placed.data == CommunityPlaced("urban_commune", community_id(CODE))
    assert str(placed.stream) == made.json()["id"]


async def test_a_consultation_from_opening_to_report(api: World) -> None:
    focal_point, citizen = await api.person("focal_point"), await api.person()
    now = datetime.now(UTC)
    new = {"title": {"fr": "Quel jardin ?"}, "opens": now.isoformat(), "closes": (now + timedelta(days=1)).isoformat()}
    problem(await citizen.post(f"{COMMUNITY}/consultations", new), 403, "not-allowed")
    problem(
        await focal_point.post(f"{COMMUNITY}/consultations", {**new, "closes": new["opens"]}),
        422,
        "consultation.bad-window",
    )
    naive = {**new, "closes": "2027-01-01T00:00:00"}
    problem(await focal_point.post(f"{COMMUNITY}/consultations", naive), 422, "moment.no-time-zone")
    opened = await api.consultation(focal_point)
    report = {"report": {"fr": "412 personnes ont pris part."}}
    problem(await focal_point.put(f"{opened}/report", report, if_match='"1"'), 409, "consultation.not-yet-closed")
    later = {"closes": (now + timedelta(days=3)).isoformat()}
    assert (await focal_point.post(f"{opened}/extension", later)).json()["version"] == 2
    problem(await citizen.post(f"{opened}/closing"), 403, "not-allowed")
    assert (await focal_point.post(f"{opened}/closing")).json()["version"] == 3
    assert (await focal_point.post(f"{opened}/closing")).json()["events"] == 0
    problem(await citizen.post(f"{opened}/proposals", WORDS), 409, "consultation.not-open")
    assert (await focal_point.put(f"{opened}/report", report, if_match='"3"')).json()["version"] == 4


async def test_the_citizens_consultation_is_theirs(api: World) -> None:
    focal_point, citizen, guest = await api.person("focal_point"), await api.person("citizen"), await api.person()
    opened = await api.consultation(focal_point, participants="citizens")
    problem(await guest.post(f"{opened}/proposals", WORDS), 403, "not-allowed")
    one = await api.proposal(citizen, opened)
    problem(await guest.post(f"{one}/ballot", {"choice": "agree"}), 403, "not-allowed")
    assert (await citizen.post(f"{one}/ballot", {"choice": "agree"})).status_code == 201
    actor = (await api.entries())[-1][1].actor
    scope = ballots_scope(UUID(opened.rpartition("/")[2]))
    assert actor == Person(api.ports.pseudonym(scope, citizen.account.person))


async def test_the_life_of_a_proposal(api: World) -> None:
    focal_point, moderator = await api.person("focal_point"), await api.person("moderator")
    author, other = await api.person(), await api.person()
    opened = await api.consultation(focal_point)
    one, two = await api.proposal(author, opened), await api.proposal(author, opened)
    problem(await other.put(one, WORDS, if_match='"1"'), 403, "proposal.not-yours")
    problem(await other.delete(one), 403, "proposal.not-yours")
    amended = {**WORDS, "title": "Des bancs"}
    assert (await author.put(one, amended, if_match='"1"')).json()["version"] == 2
    for person, status in ((author, 403), (focal_point, 403), (moderator, 200)):
        assert (await person.put(f"{one}/moderation", REASON)).status_code == status
    problem(await other.post(f"{one}/ballot", {"choice": "agree"}), 409, "proposal.settled")
    assert (await moderator.delete(f"{one}/moderation", REASON)).status_code == 200
    problem(await moderator.delete(f"{one}/moderation", REASON), 409, "proposal.not-hidden")
    answer = {"answer": "accepted", "reasons": "Au budget", "language": "fr"}
    problem(await moderator.put(f"{one}/answer", answer, if_match='"4"'), 403, "not-allowed")
    problem(await focal_point.put(f"{one}/answer", answer, if_match='"1"'), 412, "version-moved")
    assert (await focal_point.put(f"{one}/answer", answer, if_match='"4"')).json()["version"] == 5
    problem(await author.put(one, WORDS, if_match='"5"'), 409, "proposal.already-answered")
    merging: dict[str, Any] = {"into": one.rpartition("/")[2], **REASON}
    problem(await focal_point.post(f"{one}/merging", merging), 422, "proposal.into-itself")
    assert (await focal_point.post(f"{two}/merging", merging)).status_code == 200
    problem(await author.delete(two), 409, "proposal.settled")
    assert (await author.delete(one)).status_code == 200


async def test_the_life_of_a_comment(api: World) -> None:
    focal_point, moderator = await api.person("focal_point"), await api.person("moderator")
    author, other = await api.person(), await api.person()
    one = await api.proposal(author, await api.consultation(focal_point))
    posted = await author.post(f"{one}/comments", {**WORDS, "stance": "for"})
    comment = posted.headers["location"]
    assert comment == f"{one.split('/proposals')[0]}/comments/{posted.json()['id']}"
    reply = await other.post(f"{one}/comments", {**WORDS, "stance": "against", "parent": posted.json()["id"]})
    assert reply.status_code == 201
    problem(await other.put(comment, WORDS, if_match='"1"'), 403, "comment.not-yours")
    problem(await author.put(comment, WORDS), 428, "precondition.missing")
    assert (await author.put(comment, {**WORDS, "stance": "neutral"}, if_match='"1"')).json()["version"] == 2
    problem(await other.put(f"{comment}/moderation", REASON), 403, "not-allowed")
    assert (await moderator.put(f"{comment}/moderation", REASON)).status_code == 200
    problem(await other.post(f"{one}/comments", {**WORDS, "parent": posted.json()["id"]}), 409, "comment.gone")
    assert (await moderator.delete(f"{comment}/moderation", REASON)).status_code == 200
    assert (await author.delete(comment)).status_code == 200
    problem(await author.delete(comment), 409, "comment.gone")


async def test_what_a_desk_received_is_entered_by_officers(api: World) -> None:
    focal_point, citizen = await api.person("focal_point"), await api.person()
    opened = await api.consultation(focal_point)
    received = {**WORDS, "origin": "registry_desk", "reference": "2026/114", "on_behalf_of": {"name": "2026/114"}}
    problem(await citizen.post(f"{opened}/proposals", received), 403, "not-allowed")
    for own in ({"on_behalf_of": {"name": "my neighbour"}}, {"occurred_at": "2026-01-01T00:00:00Z"}):
        problem(await citizen.post(f"{opened}/proposals", {**WORDS, **own}), 403, "not-allowed")
    entered = await focal_point.post(f"{opened}/proposals", received)
    assert entered.status_code == 201
    entry = (await api.entries())[-1][1]
    assert isinstance(entry.actor, Office)
    assert isinstance(entry.on_behalf_of, Person)
    ahead = {**received, "occurred_at": (datetime.now(UTC) + timedelta(days=1)).isoformat()}
    problem(await focal_point.post(f"{opened}/proposals", ahead), 422, "moment.ahead")


async def test_an_organisation_speaks_through_its_representative(api: World) -> None:
    focal_point, representative, other = await api.person("focal_point"), await api.person(), await api.person()
    new = {"name": {"fr": "Association du quartier"}, "kind": "association"}
    problem(await other.post(f"{COMMUNITY}/organisations", new), 403, "not-allowed")
    made = await focal_point.post(f"{COMMUNITY}/organisations", new)
    organisation, id = made.headers["location"], made.json()["id"]
    opened = await api.consultation(focal_point)
    spoken = {**WORDS, "on_behalf_of": {"organisation": id}}
    problem(await representative.post(f"{opened}/proposals", spoken), 403, "organisation.not-represented")
    named = {"login": representative.login, "name": "Amina", "language": "fr"}
    problem(await focal_point.put(f"{organisation}/representative", named), 428, "precondition.missing")
    # Only those who may name somebody learn whether there is such a login.
    nobody = {**named, "login": "nobody@example.org"}
    problem(await focal_point.put(f"{organisation}/representative", nobody, if_match='"1"'), 404, "account.unknown")
    for login in (nobody, named):
        problem(await other.put(f"{organisation}/representative", login, if_match='"1"'), 403, "not-allowed")
    assert (await focal_point.put(f"{organisation}/representative", named, if_match='"1"')).json()["version"] == 2
    problem(await other.post(f"{opened}/proposals", spoken), 403, "organisation.not-represented")
    one = (await representative.post(f"{opened}/proposals", spoken)).headers["location"]
    entry = (await api.entries())[-1][1]
    assert entry.actor == Organisation(UUID(id), api.ports.pseudonym(community_id(CODE), representative.account.person))
    assert entry.on_behalf_of is None
    problem(await representative.delete(one), 403, "proposal.not-yours")  # as a person one did not write it
    assert (await representative.put(one, spoken, if_match='"1"')).status_code == 200
    comment = await representative.post(f"{one}/comments", spoken)
    assert (await representative.put(comment.headers["location"], spoken, if_match='"1"')).status_code == 200
    assert (await representative.delete(f"{comment.headers['location']}?organisation={id}")).status_code == 200
    problem(await representative.delete(f"{one}?organisation=mine"), 422, "request.invalid")
    assert (await representative.delete(f"{one}?organisation={id}")).status_code == 200
    assert (await focal_point.delete(organisation, REASON)).json()["version"] == 3
    problem(await representative.post(f"{opened}/proposals", spoken), 404, "organisation.not-registered")
