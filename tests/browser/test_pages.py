"""The pages as a browser shows them: direction, reach of the keyboard, contrast, and nothing from elsewhere."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page

from ops.demo.loader import id_of
from tests.kit.server_process import Served

pytestmark = pytest.mark.browser

OPEN = id_of("consultation", "openness-plan")
PATHS = ["/", f"/consultations/{OPEN}", "/trail", "/docs"]
LOCALES = {"ar": "ar-MA", "fr": "fr-MA", "en": "en-GB"}
CONTRAST = 4.5
"""The least that WCAG 2.2 (1.4.3) asks of text of ordinary size."""

POOR_CONTRAST = """
(least) => {
  const light = text => {
    const [r, g, b] = text.match(/[\\d.]+/g).map(Number).map(v => v / 255).map(
      v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = node => {
    for (let it = node; it; it = it.parentElement) {
      const colour = getComputedStyle(it).backgroundColor;
      if (/^rgb\\(/.test(colour)) return colour;
    }
    return 'rgb(255, 255, 255)';
  };
  const poor = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !node.checkVisibility() || node.closest('svg')) continue;
    const [a, b] = [light(getComputedStyle(node).color), light(ground(node))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < least) poor.add(`${ratio.toFixed(2)} ${node.tagName}.${node.className}: ${walker.currentNode.data.trim()}`);
  }
  return [...poor];
}
"""


class Watched:
    """A page in a browser of one language, and what went wrong in it."""

    def __init__(self, browser: Browser, site: Served, language: str, **options: object) -> None:
        self._context = browser.new_context(base_url=site.url, locale=LOCALES[language], **options)  # type: ignore[arg-type]
        self.page: Page = self._context.new_page()
        self.wrong: list[str] = []
        self.hosts: set[str | None] = set()
        self.page.on("console", lambda message: self.wrong.append(f"{message.type}: {message.text}"))
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("requestfailed", lambda request: self.wrong.append(request.url))
        self.page.on("request", lambda request: self.hosts.add(urlsplit(request.url).hostname))

    def close(self) -> None:
        self._context.close()


@pytest.fixture(params=LOCALES)
def watched(browser: Browser, site: Served, request: pytest.FixtureRequest) -> Iterator[tuple[str, Watched]]:
    watched = Watched(browser, site, request.param)
    yield request.param, watched
    watched.close()


@pytest.mark.parametrize("path", PATHS)
def test_a_page_is_shown_in_its_direction_with_nothing_from_elsewhere(watched: tuple[str, Watched], path: str) -> None:
    language, it = watched
    answer = it.page.goto(path)
    assert answer is not None
    assert answer.status == 200
    assert it.page.locator("html").get_attribute("lang") == language
    wanted = "rtl" if language == "ar" else "ltr"
    assert it.page.evaluate("getComputedStyle(document.body).direction") == wanted
    # The styles are there: the name stands at the side where reading begins.
    name, choice = it.page.locator("a.name").bounding_box(), it.page.locator("header nav").bounding_box()
    assert name is not None
    assert choice is not None
    assert (name["x"] > choice["x"]) == (language == "ar")
    assert it.page.evaluate(POOR_CONTRAST, CONTRAST) == []
    assert it.wrong == []
    assert it.hosts <= {"127.0.0.1", None}


def test_a_reader_finds_the_way_from_the_front_page_to_what_was_before(watched: tuple[str, Watched]) -> None:
    _, it = watched
    it.page.goto("/")
    it.page.locator("#open ~ article a").first.click()
    assert it.page.url.endswith(f"/consultations/{OPEN}")
    it.page.locator("details summary").first.click()
    assert it.page.locator("details .thread li").first.is_visible()
    it.page.locator("#asOf").fill("15")
    it.page.locator("#asOf").press("Enter")
    assert "asOf=15" in it.page.url
    it.page.locator(".past a").click()
    assert it.page.locator(".past").count() == 0
    it.page.locator("article a[href^='/trail/']").first.click()
    assert it.page.locator(".trail > li").count() > 10
    assert it.wrong == []


def test_the_language_is_changed_and_kept(browser: Browser, site: Served) -> None:
    it = Watched(browser, site, "ar")
    it.page.goto("/")
    it.page.get_by_role("link", name="Français").click()
    assert it.page.locator("html").get_attribute("dir") == "ltr"
    it.page.locator("#open ~ article a").first.click()
    assert it.page.locator("html").get_attribute("lang") == "fr"
    it.close()


@pytest.mark.parametrize("language", LOCALES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_can_be_read_on_a_small_screen_and_in_the_dark(
    browser: Browser, site: Served, language: str, scheme: str
) -> None:
    it = Watched(browser, site, language, viewport={"width": 320, "height": 640}, color_scheme=scheme)
    for path in PATHS:
        it.page.goto(path)
        it.page.evaluate("document.querySelectorAll('details').forEach(it => it.open = true)")
        assert it.page.evaluate("document.documentElement.scrollWidth") <= 320, path
        assert it.page.evaluate(POOR_CONTRAST, CONTRAST) == [], path
    it.close()


def test_the_keyboard_reaches_the_content_first(browser: Browser, site: Served) -> None:
    it = Watched(browser, site, "ar")
    it.page.goto("/")
    it.page.keyboard.press("Tab")
    assert it.page.evaluate("document.activeElement.getAttribute('href')") == "#content"
    box = it.page.locator("a.skip").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert it.page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    it.close()


def test_graphiql_answers_without_the_internet(browser: Browser, site: Served) -> None:
    it = Watched(browser, site, "fr")
    it.page.goto("/graphql")
    it.page.get_by_role("button", name=re.compile("Execute query")).click()
    it.page.locator(".result-window").get_by_text(str(OPEN)).wait_for()
    assert it.wrong == []
    assert it.hosts <= {"127.0.0.1", None}
    it.close()
