"""The pages of a plan, of what waits, of the rules and of a proposal's way, in a browser that speaks Arabic."""

import pytest
from playwright.sync_api import Browser

from ops.demo.region.region import PLACE
from ops.demo.region.script import Record, read
from ops.demo.telling import id_of
from tests.browser.test_pages import CONTRAST, POOR_CONTRAST, Watched
from tests.kit.server_process import Served

pytestmark = pytest.mark.browser

PLAN = id_of(f"{PLACE}plan")
REGION = read("record.json", Record)
TAKEN_UP = next(made.key for made in REGION.proposals if made.project is not None)
PROPOSAL = id_of(f"{PLACE}proposal", TAKEN_UP)
PATHS = [
    f"/plans/{PLAN}",
    f"/plans/{PLAN}?asOf=900",
    f"/plans/{PLAN}/timeline",
    f"/plans/{PLAN}/accountability",
    "/waiting",
    "/rules",
    f"/proposals/{PROPOSAL}",
]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("width", [320, 1280])
def test_it_is_read_from_right_to_left_without_a_fault(browser: Browser, site: Served, path: str, width: int) -> None:
    it = Watched(browser, site, "ar", viewport={"width": width, "height": 800})
    answer = it.page.goto(path)
    assert answer is not None
    assert answer.status == 200
    assert it.page.locator("html").get_attribute("lang") == "ar"
    assert it.page.evaluate("getComputedStyle(document.querySelector('main')).direction") == "rtl"
    assert any("\u0600" <= letter <= "\u06ff" for letter in it.page.locator("h1").first.inner_text())
    assert it.page.evaluate("document.documentElement.scrollWidth") <= width
    assert it.page.evaluate(POOR_CONTRAST, CONTRAST) == []
    assert it.wrong == []
    assert it.hosts <= {"127.0.0.1", None}
    it.close()


def test_a_plan_says_what_the_demonstration_has_told(browser: Browser, site: Served) -> None:
    it = Watched(browser, site, "ar")
    it.page.goto(f"/plans/{PLAN}")
    assert it.page.locator("h1").first.inner_text() == REGION.plan["ar"]
    assert it.page.locator("article.card table tbody tr").count() == 69
    assert it.page.locator("article.card:has(table)").count() == 17
    it.page.locator(f"a[href^='/plans/{PLAN}/timeline']").first.click()
    assert it.page.locator("h1").first.is_visible()
    it.page.goto(f"/proposals/{PROPOSAL}")
    assert it.page.locator("ol.trail > li").count() >= 3
    assert it.wrong == []
    it.close()
