"""The accountability report and the pages beside it in a browser: from right to left in Arabic, on a small screen, printed."""

import pytest
from playwright.sync_api import Browser

from ops.demo.telling import id_of
from tests.browser.test_pages import CONTRAST, LOCALES, POOR_CONTRAST, Watched
from tests.kit.server_process import Served

pytestmark = pytest.mark.browser

PLAN = id_of("region/plan")
REPORT = f"/plans/{PLAN}/accountability"
PATHS = [f"/plans/{PLAN}", REPORT, f"/plans/{PLAN}/timeline", f"/plans/{PLAN}/changes", "/communities/demo-region"]


def test_the_report_in_arabic_reads_from_right_to_left(browser: Browser, site: Served) -> None:
    it = Watched(browser, site, "ar", viewport={"width": 1200, "height": 900})
    it.page.goto("/")
    it.page.locator("a[href='/communities/demo-region']").first.click()
    it.page.locator(f"a[href='{REPORT}']").click()
    assert it.page.locator("h1").inner_text() == "تقرير المساءلة"
    table = it.page.locator("table").first
    assert table.evaluate("it => getComputedStyle(it).direction") == "rtl"
    heads = [head.bounding_box() for head in table.locator("thead th").all()]
    places = [box["x"] for box in heads if box]
    assert len(places) == 6
    assert places == sorted(places, reverse=True)
    # An activity's name is the head of its row, at the side where reading begins.
    name, cell = (table.locator("tbody tr").first.locator(one).first.bounding_box() for one in ("th", "td"))
    assert name is not None
    assert cell is not None
    assert name["x"] > cell["x"]
    assert "٪" in table.inner_text() or "%" in table.inner_text()
    assert "د.م." in it.page.locator("main").inner_text()
    assert it.page.locator("tbody tr").count() == 69
    assert it.wrong == []
    assert it.hosts <= {"127.0.0.1", None}
    it.close()


def test_the_report_is_printed_without_what_is_only_for_screens(browser: Browser, site: Served) -> None:
    it = Watched(browser, site, "ar")
    it.page.goto(REPORT)
    it.page.emulate_media(media="print")
    for gone in ("header.site", "footer.site", ".tabs", ".moment form"):
        assert not it.page.locator(gone).first.is_visible()
    assert it.page.locator("tbody tr").first.is_visible()
    assert it.page.locator(".scrolled").first.evaluate("it => getComputedStyle(it).overflowX") == "visible"
    assert it.page.pdf().startswith(b"%PDF")
    it.close()


@pytest.mark.parametrize("language", LOCALES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_plans_can_be_read_on_a_small_screen_and_in_the_dark(
    browser: Browser, site: Served, language: str, scheme: str
) -> None:
    it = Watched(browser, site, language, viewport={"width": 320, "height": 640}, color_scheme=scheme)
    for path in PATHS:
        it.page.goto(path)
        it.page.evaluate("document.querySelectorAll('details').forEach(it => it.open = true)")
        assert it.page.evaluate("document.documentElement.scrollWidth") <= 320, path
        assert it.page.evaluate(POOR_CONTRAST, CONTRAST) == [], path
        assert it.wrong == []
    it.close()


def test_the_past_of_a_plan_is_one_step_away(browser: Browser, site: Served) -> None:
    it = Watched(browser, site, "fr")
    it.page.goto(f"/plans/{PLAN}/timeline")
    it.page.locator(".trail > li .under a").nth(3).click()
    assert "asOf=" in it.page.url
    assert it.page.locator(".past").is_visible()
    it.page.locator(".tabs a").nth(1).click()
    assert it.page.url.startswith(f"{site.url}{REPORT}?asOf=")
    assert it.page.locator("tbody tr").count() == 0
    it.page.locator(".past a").click()
    assert it.page.locator("tbody tr").count() == 69
    assert it.wrong == []
    it.close()
