"""The page of what waits: who is to do what until when, by which rule; of one community, plan or kind; at any moment."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from api import i18n
from ops.wiring import Services
from projections.queries.clocks import KINDS
from tests.kit.api_over_http import world
from tests.kit.consultation_scene import Scene
from tests.kit.page_reading import Reading
from tests.kit.waiting_scene import Waits

pytestmark = pytest.mark.anyio

LATER = "2200-01-01T00:00:00Z"


class Site:
    """The pages of a register in which four things wait: they are not demonstrated, so that the test knows each."""

    def __init__(self, waits: Waits, http: httpx.AsyncClient) -> None:
        self.waits, self.http = waits, http

    async def shown(self, **query: str) -> Reading:
        answer = await self.http.get("/waiting", params={"lang": "en", **query})
        assert answer.status_code == 200, answer.text
        return Reading(answer.text)

    async def kinds(self, **query: str) -> list[str]:
        """What the cards are headed with."""
        page = await self.http.get("/waiting", params={"lang": "en", **query})
        return [part.partition("</h2>")[0] for part in page.text.split("<h2>")[1:]]


@pytest.fixture
async def site(register: Services) -> AsyncIterator[Site]:
    scene = await Scene(register).set()
    waits = await Waits(scene).begin()
    scene.catch_up()
    async with world(register) as api:
        yield Site(waits, api.http)
    scene.close()


def links(found: Reading, path: str) -> list[str]:
    return [str(one["href"]) for one in found.each("a") if (one.get("href") or "").startswith(path)]


async def test_it_is_whole_in_every_language(site: Site) -> None:
    for language in i18n.LOCALES:
        answer = await site.http.get(f"/waiting?lang={language}")
        found = Reading(answer.text)
        (html,) = found.each("html")
        assert (html["lang"], html["dir"]) == (language, "rtl" if language == "ar" else "ltr")
        assert [one["value"] for one in found.each("option")] == ["", *KINDS, "fact", "entry"]
        assert len(found.each("h1")) == 1
        assert found.each("script") == found.each("img") == []
        assert i18n.word("opinion_delivery", language) in found.said
    assert (await site.http.head("/waiting")).status_code == 200


@pytest.mark.parametrize("language", i18n.LOCALES)
async def test_every_kind_has_a_word(language: str) -> None:
    assert [kind for kind in KINDS if not i18n.catalogue(language).get(kind, context=i18n.WORD)] == []


async def test_each_says_whose_turn_it_is_and_by_which_rule(site: Site) -> None:
    said = (await site.shown(kind="membership_answer")).said
    assert "Responsible network, Réseau" in said
    found = await site.shown(kind="proposal_answer")
    assert "Pending1 Overdue0" in found.said
    assert "Responsible focal point Subject The proposal · Audit trail" in found.said
    assert "(Africa/Casablanca)" in found.said
    assert "/rules?lang=en#remacto:proposal.answer" in links(found, "/rules")
    assert 'id="remacto:proposal.answer"' in (await site.http.get("/rules?lang=en")).text
    (proposal,) = links(found, "/proposals/")
    assert (await site.http.get(proposal)).status_code == 200


async def test_it_can_be_of_one_kind_one_plan_or_one_community(site: Site) -> None:
    whole = await site.kinds()
    assert len(whole) == 4
    assert await site.kinds(kind="approval") == ["Approval"]
    of_plan = await site.kinds(plan=str(site.waits.asking.version.plan))
    assert sorted(whole) == sorted([*of_plan, "Answer to an application for membership"])
    assert await site.kinds(community="01.001") == whole
    assert await site.kinds(community="remacto") == []
    (of_plan_too, *_) = links(await site.shown(), "/waiting?lang=en&plan=")
    assert (await site.http.get(of_plan_too)).status_code == 200


async def test_what_is_too_late_is_so_at_the_moment_that_is_shown(site: Site, the_future_may_be_asked: None) -> None:
    assert await site.kinds(late="1") == []
    assert len(await site.kinds(late="1", asOf=LATER)) == 4
    found = await site.shown(asOf=LATER)
    assert "Pending4 Overdue4" in found.said
    assert found.said.count("· overdue") == 4
    assert "No pending items." in (await site.shown(asOf="0")).said


async def test_a_long_list_has_pages(site: Site, monkeypatch: Any) -> None:
    monkeypatch.setattr("api.pages.waiting.PAGE", 3)
    first, second = await site.kinds(), await site.kinds(page="2")
    assert (len(first), len(second)) == (3, 1)
    (following,) = [one["href"] for one in (await site.shown()).each("a") if one.get("rel") == "next"]
    assert "page=2" in str(following)


@pytest.mark.parametrize("query", ["kind=weather", "plan=x", "community=nowhere"])
async def test_what_is_not_there_is_not_found(site: Site, query: str) -> None:
    assert (await site.http.get(f"/waiting?{query}")).status_code == 404


async def test_a_moment_that_cannot_be_read_is_an_error(site: Site) -> None:
    assert (await site.http.get("/waiting?asOf=yesterday")).status_code == 400
