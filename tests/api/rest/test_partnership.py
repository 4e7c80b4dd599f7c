"""Partners of a project over HTTP: asked, shown in the partner's list of what waits, and as partners once they have accepted."""

from typing import Any

import pytest

from domain.communities.community import Register, SetJurisdiction, community_id
from tests.api.rest.test_plans import ABOUT, NETWORK, WHY, opened, part, run
from tests.kit.api_over_http import World, problem

pytestmark = pytest.mark.anyio

THEM = "ma.draa"
QUERY = """query ($plan: ID!, $at: Moment) {
  plan(id: $plan, asOf: $at) { projects { nodes { partners { code } partnerships { nodes { partner { code } standing } } } } }
  waiting(asOf: $at) { nodes { kind community { code } heldIn { code } thing { __typename } role } }
}"""


async def shown(api: World, plan: str) -> dict[str, Any]:
    await api.catch_up()
    variables = {"plan": plan, "at": (await api.entries())[-1][0]}
    answer = await api.http.post("/graphql", json={"query": QUERY, "variables": variables})
    assert "errors" not in answer.json(), answer.text
    data: dict[str, Any] = answer.json()["data"]
    return data


def standing(project: dict[str, Any]) -> str:
    """The standing of the project's only partnership."""
    (one,) = project["partnerships"]["nodes"]
    assert one["partner"] == {"code": THEM}
    return str(one["standing"])


async def test_a_partner_agrees_before_it_is_shown(api: World) -> None:
    focal = await api.person("focal_point", "administrator")
    await run(api, SetJurisdiction(community_id("ma.oriental"), "MA"))
    await run(api, Register(NETWORK, {"fr": "Réseau"}, kind="network"))
    await run(api, Register(THEM, {"fr": "Drâa"}))
    partner = await api.person("focal_point", code=THEM)
    plan = await opened(focal)
    axis = await part(focal, f"{plan}/axes")
    project = await part(focal, f"{axis}/projects", {**ABOUT, "partners": [THEM]})
    id = plan.rpartition("/")[2]

    data = await shown(api, id)
    (one,) = data["plan"]["projects"]["nodes"]
    assert (one["partners"], standing(one)) == ([], "REQUESTED")
    waits = {
        "kind": "PARTNERSHIP_ANSWER",
        "community": {"code": THEM},
        "heldIn": {"code": THEM},
        "thing": {"__typename": "Partnership"},
        "role": "FOCAL_POINT",
    }
    assert data["waiting"]["nodes"] == [waits]
    for language, kind in (
        ("ar", "الجواب عن طلب شراكة"),
        ("fr", "Réponse à une demande de partenariat"),
        ("en", "Answer to a request for partnership"),
    ):
        page = await api.http.get(f"/waiting?community={THEM}", headers={"Accept-Language": language})
        assert page.status_code == 200
        assert f"<h2>{kind}</h2>" in page.text

    answer = f"{project}/partners/{THEM}"
    problem(await focal.post(f"{answer}/acceptance"), 403, "not-allowed")
    problem(await focal.delete(answer, WHY), 403, "not-allowed")
    assert (await partner.post(f"{answer}/acceptance")).status_code == 200
    problem(await partner.post(f"{answer}/acceptance"), 409, "project.partner-not-requested")
    data = await shown(api, id)
    (one,) = data["plan"]["projects"]["nodes"]
    assert (one["partners"], standing(one), data["waiting"]["nodes"]) == ([{"code": THEM}], "ACCEPTED", [])

    assert (await partner.delete(answer, WHY)).status_code == 200
    problem(await partner.delete(answer, WHY), 409, "project.not-a-partner")
    (one,) = (await shown(api, id))["plan"]["projects"]["nodes"]
    assert (one["partners"], standing(one)) == ([], "ENDED")
