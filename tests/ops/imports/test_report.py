"""The report that every import ends with: findings by their kind, in the reader's language, as JSON and as a page."""

import json
from pathlib import Path

import pytest

from domain.words import TooLong
from ops.cli.import_report import locale_language
from ops.imports.common.findings import Findings
from ops.imports.common.output import report_as_json
from ops.imports.common.preview import write_preview
from ops.imports.common.report import Column, Counts, Doubt, LeftOut, Problem, Thing, Understood
from ops.imports.common.sentences import OTHER, Sentence
from ops.imports.territories.files import REFUSED

STRANGE = Sentence("strange-in-tests", "<b>{value}</b> is strange", doubt=True)


def findings(accepted: str | None = None) -> Findings:
    some = Findings(accepted=[accepted] if accepted else [], keep_things=True)
    some.understand(Understood("a.xlsx", OTHER(reason="rows"), "S", 3, [Column("A", "<i>Axe</i>", "axis")]))
    some.add(Problem("a.xlsx", 7, REFUSED(reason=TooLong(field="title", most=300)), "S", "Axe"))
    some.add(LeftOut("a.xlsx", 9, OTHER(reason="a note"), "S"))
    some.doubt(Doubt("a.xlsx", 8, STRANGE(value="<script>x</script>"), "S"))
    some.thing(Thing("activity", {"title": {"fr": "<script>y</script>", "ar": "نشاط"}, "progress": 12}))
    some.thing(Thing("activity", {"title": {"fr": "old"}, "progress": 13}, "already_there"))
    return some


def report(some: Findings, language: str, *, dry_run: bool = True) -> dict:
    return json.loads("".join(report_as_json(Counts(2, 1, 1), some, language, dry_run=dry_run)))


def test_the_lists_of_a_report() -> None:
    found = report(findings(), "en")
    assert (found["recorded"], found["already_there"], found["skipped"]) == (0, 1, 1)
    assert found["understood"][0]["columns"] == [
        {"column": "A", "header": "<i>Axe</i>", "field": "axis", "meaning": "axis"}
    ]
    (problem,) = found["problems"]
    assert (problem["code"], problem["place"]) == ("territory-bad", "a.xlsx, sheet S, line 7, column Axe")
    assert problem["reason"] == problem["message"]
    (doubt,) = found["doubts"]
    assert (doubt["code"], doubt["accepted"]) == ("strange-in-tests", False)
    assert len(found["left_out"]) == 1
    assert found["notices"] == []
    assert [one["fields"]["progress"] for one in found["would_record"]] == [12]
    real = report(findings(), "en", dry_run=False)
    assert (real["recorded"], "would_record" in real) == (2, False)


def test_an_accepted_doubt_is_said_to_be_so_and_withholds_nothing() -> None:
    some = findings("strange-in-tests")
    assert report(some, "en")["doubts"][0]["accepted"]
    assert some.withheld_count() == 0
    assert findings().withheld_count() == 1


def test_messages_and_places_are_in_the_readers_language() -> None:
    """Problems of imports were in English only."""
    (problem,) = report(findings(), "ar")["problems"]
    assert problem["place"] == "a.xlsx، الورقة S، السطر 7، العمود Axe"
    assert "صححوا السطر" in problem["message"]
    assert "300" in problem["message"]
    (problem,) = report(findings(), "fr")["problems"]
    assert "Corrigez la ligne" in problem["message"]


def test_a_preview_is_escaped_from_right_to_left_and_without_scripts(tmp_path: Path) -> None:
    page = tmp_path / "preview.html"
    write_preview(page, Counts(1, 1, 1), findings(), "ar")
    text = page.read_text()
    assert 'dir="rtl"' in text
    assert "<script" not in text
    assert "&lt;i&gt;Axe&lt;/i&gt;" in text
    assert "--accept strange-in-tests" in text
    assert "نشاط" in text
    write_preview(page, Counts(), findings(), "fr")
    assert "&lt;script&gt;y&lt;/script&gt;" in page.read_text()


@pytest.mark.parametrize(
    ("locale", "language"),
    [("ar_MA.UTF-8", "ar"), ("fr", "fr"), ("C.UTF-8", "en"), ("", "en"), ("fra_X", "en"), ("de_DE", "en")],
)
def test_the_locale_gives_the_language(monkeypatch: pytest.MonkeyPatch, locale: str, language: str) -> None:
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", locale)
    assert locale_language() == language
