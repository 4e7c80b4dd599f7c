"""The accountability report over HTTP: as data, as a table that agrees with it, as a page; as of any moment."""

import csv
import io
import re
from collections.abc import AsyncIterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest
from openpyxl import load_workbook

from api.rest.plans.accountability_table import COLUMNS
from ops.wiring import Services
from tests.kit import accountable_region as accountable
from tests.kit.accountable_region import AXIS, PLAN, PUMPS, WELLS, Story
from tests.kit.api_over_http import CODE, World, problem, world
from tests.kit.imported_plan import DAY, MINUTES, Planned, today
from tests.kit.scenario import thing

pytestmark = pytest.mark.anyio

PATH = f"/api/v1/plans/{PLAN}/accountability"


class Site:
    def __init__(self, made: World, story: Story) -> None:
        self.http, self.positions, self.entries = made.http, story.positions, story.history.entries

    async def get(self, path: str = PATH, accept: str = "*/*", language: str = "fr", **query: Any) -> httpx.Response:
        headers = {"Accept": accept, "Accept-Language": language}
        return await self.http.get(path, params=query, headers=headers)

    async def report(self, **query: Any) -> Any:
        answer = await self.get(accept="application/json", **query)
        assert answer.status_code == 200, answer.text
        return answer.json()


@pytest.fixture
async def site(register: Services) -> AsyncIterator[Site]:
    async with world(register) as made:
        yield Site(made, await accountable.kept(register))


def every(report: Any) -> list[Any]:
    return [one for axis in report["axes"] for project in axis["projects"] for one in project["activities"]]


async def test_the_report_as_data(site: Site) -> None:
    answer = await site.get()
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["sijill-position"] == str(site.positions["done"])
    report = answer.json()
    assert report["as_of"]["position"] == site.positions["done"]
    assert report["title"] == accountable.TITLE
    assert report["adoption"]["decision"]["votes_for"] == 7
    assert report["adoption"]["attested"] is False
    pumps = next(one for one in every(report) if one["id"] == str(PUMPS))
    assert pumps["promised"]["ends"] == "2027-10-31"
    assert pumps["budget"] == {"amount": 5_000_000, "currency": "MAD"}
    change = pumps["changes"][0]
    assert change["by"]["kind"] == "office"
    assert {"field": "ends", "before": "2027-10-31", "after": "2027-12-31"} in change["fields"]
    assert change["reason"] == accountable.WHY


async def test_the_table_agrees_with_the_data(site: Site) -> None:
    for at in ("drawn up", "adopted", "done"):
        report = await site.report(asOf=site.positions[at])
        answer = await site.get(accept="text/csv", asOf=site.positions[at])
        assert answer.headers["content-type"] == "text/csv; charset=utf-8"
        rows = list(csv.DictReader(io.StringIO(answer.text, newline=""), strict=True))
        assert [row["activity"] for row in rows] == [one["id"] for one in every(report)]
        for row, one in zip(rows, every(report), strict=True):
            promise = one["promised"]
            assert row["promised"] == ("true" if promise else "false")
            assert row["promised_ends"] == (promise["ends"] if promise else "")
            assert (row["ends"], row["status"], row["progress"]) == (one["ends"], one["status"], str(one["progress"]))
            assert row["activity_title"] == one["title"]["fr"]
            for name in ("budget", "spent"):
                wanted = one[name] and Decimal(one[name]["amount"]) / 100
                assert (Decimal(row[name]) if row[name] else None) == wanted
            assert (row["overdue"], row["days_overdue"]) == (str(one["overdue"]).lower(), str(one["days_overdue"]))
            assert row["completion"] == (one["assessment"]["completion"] if one["assessment"] else "")
            assert row["proposals"].split() == [proposal["id"] for proposal in one["proposals"]]
            assert row["changes"] == str(len(one["changes"]))
            assert row["adopted_by"] == ("resolution" if report["adoption"] else "")


async def test_each_moment_says_what_was_true_then(site: Site) -> None:
    begun = site.entries[site.positions["begun"]].recorded_at
    by_position, by_instant = [
        await site.report(asOf=moment) for moment in (site.positions["begun"], begun.isoformat().replace("+00:00", "Z"))
    ]
    assert by_position["as_of"]["position"] == by_instant["as_of"]["position"]
    assert every(by_position) == every(by_instant)
    wells = next(one for one in every(by_position) if one["id"] == str(WELLS))
    assert (wells["status"], wells["spent"], wells["evidence"]) == (
        "in_progress", {"amount": 3_000_000, "currency": "MAD"}, []
    )  # fmt: skip
    draft = await site.report(asOf=site.positions["first draft"])
    assert draft["adoption"] is None
    assert {one["id"]: one["title"]["ar"] for one in draft["axes"]} == {str(AXIS): "الخدمات"}


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("text/html,application/xhtml+xml,*/*;q=0.8", "text/html"),
        ("text/csv;q=0.9, application/json;q=0.3", "text/csv"),
        ("text/html;q=0, text/csv", "text/csv"),
        ("image/png", "application/json"),
        ("text/*", "text/html"),
    ],
)
async def test_it_comes_in_the_form_that_is_accepted(site: Site, accept: str, kind: str) -> None:
    answer = await site.get(accept=accept)
    assert answer.headers["content-type"].partition(";")[0] == kind
    assert "Accept" in answer.headers["vary"]
    linked = await site.get(accept="text/html", format="csv")
    assert linked.headers["content-type"].startswith("text/csv")
    assert linked.headers["content-disposition"].endswith('.csv"')


async def test_the_table_as_a_sheet_has_types_and_the_direction_of_the_language(site: Site) -> None:
    table = await site.get(accept="text/csv")
    rows = list(csv.DictReader(io.StringIO(table.text, newline=""), strict=True))
    for language in ("ar", "fr"):
        answer = await site.get(format="xlsx", language=language)
        assert answer.headers["content-disposition"].endswith('.xlsx"')
        sheet = load_workbook(io.BytesIO(answer.content)).active
        assert sheet is not None
        assert sheet.sheet_view.rightToLeft is (language == "ar")
        names, *lines = sheet.iter_rows(values_only=True)
        assert len(lines) == len(rows)
        for line, row in zip(lines, rows, strict=True):
            cells = dict(zip(names, line, strict=True))
            assert cells["promised"] is (row["promised"] == "true")
            assert cells["budget"] == (float(row["budget"]) if row["budget"] else None)
            assert isinstance(cells["ends"], datetime)
            assert cells["ends"].date().isoformat() == row["ends"]


async def test_the_table_for_excel_has_the_separators_of_the_language(site: Site) -> None:
    answer = await site.get(format="csv", **{"for": "excel"})
    assert answer.content.startswith(b"\xef\xbb\xbfposition;instant;plan;")
    assert "50000,00" in answer.text
    refused = await site.get(format="csv", **{"for": "numbers"})
    problem(refused, 422, "request.invalid")


async def test_what_is_not_there_is_said(site: Site) -> None:
    problem(await site.get(f"/api/v1/plans/{thing('no plan')}/accountability"), 404, "not-found")
    problem(await site.get(asOf="yesterday"), 422, "request.invalid")
    problem(await site.get(format="pdf"), 422, "request.invalid")
    assert (await site.get(asOf=2)).json()["code"] == "moment.before-beginning"


def test_the_page_on_the_report_names_each_column_of_the_table_in_its_order() -> None:
    page = (Path(__file__).parents[3] / "docs" / "accountability.md").read_text()
    _, _, table = page.partition("| column |")
    rows = [line for line in table.splitlines()[2:] if line.startswith("|")]
    assert [name for row in rows for name in re.findall(r"`(\w+)`", row.split("|")[1])] == list(COLUMNS)


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
async def test_the_pages_are_there_for_a_plan_that_goes_on(site: Site, language: str) -> None:
    for path in (
        f"/plans/{PLAN}",
        f"/plans/{PLAN}/accountability",
        f"/plans/{PLAN}/changes?versions=1,2",
        f"/plans/{PLAN}/changes?from={site.positions['adopted']}",
    ):
        answer = await site.http.get(path, headers={"Accept": "text/html", "Accept-Language": language})
        assert answer.status_code == 200, path
        assert f'lang="{language}"' in answer.text


async def test_what_is_attested_is_shown_as_attested(register: Services) -> None:
    async with world(register) as made:
        await made.community()
        planned = await Planned(register, CODE).opened()
        await planned.wells(today() - 3 * DAY)
        await planned.attested()
        await made.catch_up()
        path = f"/api/v1/plans/{planned.plan}/accountability"
        report = (await made.http.get(path)).json()
        assert report["adoption"]["attested"] is True
        assert report["adoption"]["decision"] is None
        assert report["adoption"]["attestation"]["document"]["sha256"] == MINUTES.sha256
        assert [one["days_overdue"] for one in every(report)] == [3]
        row = next(csv.DictReader(io.StringIO((await made.http.get(path + "?format=csv")).text, newline="")))
        assert (row["adopted_by"], row["overdue"]) == ("attestation", "true")
        for language, said in (("ar", "مُشهَد به"), ("fr", "Attesté"), ("en", "Attested")):
            for page in (f"/plans/{planned.plan}", f"/plans/{planned.plan}/accountability"):
                shown = await made.http.get(page, headers={"Accept": "text/html", "Accept-Language": language})
                assert said in shown.text
