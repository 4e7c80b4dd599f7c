"""Days, sums, percentages, indicators, headers and statuses: as officials write them, in three languages."""

from datetime import date, datetime
from typing import Any

import pytest

from domain.plans.money import Money
from ops.imports.plan.dates import day
from ops.imports.plan.spreadsheet import Cell
from ops.imports.plan.texts import Unreadable
from ops.imports.plan.values import IndicatorText, indicators, money, percent
from ops.imports.plan.vocabulary import COLUMNS, FACTS, STATUSES, header, plain, status_of, statuses, words


@pytest.mark.parametrize(
    ("value", "first", "last"),
    [
        ("2024-01-15", date(2024, 1, 15), date(2024, 1, 15)),
        ("15/01/2024", date(2024, 1, 15), date(2024, 1, 15)),
        ("\u200f١٥/٠١/٢٠٢٤", date(2024, 1, 15), date(2024, 1, 15)),
        ("5.1.2024", date(2024, 1, 5), date(2024, 1, 5)),
        ("2024-01-15 00:00:00", date(2024, 1, 15), date(2024, 1, 15)),
        (datetime(2024, 5, 1), date(2024, 5, 1), date(2024, 5, 1)),
        (45292, date(2024, 1, 1), date(2024, 1, 1)),
        ("15 janvier 2024", date(2024, 1, 15), date(2024, 1, 15)),
        ("1er août 2024", date(2024, 8, 1), date(2024, 8, 1)),
        ("فبراير 2024", date(2024, 2, 1), date(2024, 2, 29)),
        ("غشت ٢٠٢٥", date(2025, 8, 1), date(2025, 8, 31)),
        ("Décembre 2024", date(2024, 12, 1), date(2024, 12, 31)),
        ("janv. 2024", date(2024, 1, 1), date(2024, 1, 31)),
        ("1 févr. 2024", date(2024, 2, 1), date(2024, 2, 1)),
        ("juil.-2024", date(2024, 7, 1), date(2024, 7, 31)),
        ("03/2024", date(2024, 3, 1), date(2024, 3, 31)),
        (2024, date(2024, 1, 1), date(2024, 12, 31)),
    ],
)
def test_days(value: Any, first: date, last: date) -> None:
    assert (day(Cell(value), last=False), day(Cell(value), last=True)) == (first, last)


@pytest.mark.parametrize(
    "value", ["01/15/2024", "31/02/2024", "15/01/24", "janv-24", "غدا", "2024/", 3, True, "0000-01-01"]
)
def test_what_is_no_day(value: Any) -> None:
    with pytest.raises(Unreadable, match="write it as 2026-09-30"):
        day(Cell(value), last=False)


@pytest.mark.parametrize(
    ("value", "unit", "sum_of"),
    [
        ("120 000,00 MAD", "", "120000.00 MAD"),
        ("١٢٠٠٠٠ درهم", "", "120000.00 MAD"),
        ("٥٠٠٬٠٠٠٫٥٠", "", "500000.50 MAD"),
        ("1.200.000,50 DH", "", "1200000.50 MAD"),
        ("1,200,000.50", "", "1200000.50 MAD"),
        ("1 234", "", "1234.00 MAD"),
        ("1.200", "", "1200.00 MAD"),
        ("1,20", "", "1.20 MAD"),
        (0.1 + 0.2, "", "0.30 MAD"),
        ("1,5 مليون درهم", "", "1500000.00 MAD"),
        ("1,5 MDH", "", "1500000.00 MAD"),
        (250, "KDH", "250000.00 MAD"),
        ("2", "بمليون درهم", "2000000.00 MAD"),
        ("250 000 DH", "MDH", "250000.00 MAD"),
        ("12 000 €", "", "12000.00 EUR"),
        ("100 000 TTC", "", "100000.00 MAD"),
        ("0,250", "MDH", "250000.00 MAD"),
        ("١٫٢٥٠", "MDH", "1250000.00 MAD"),
        ("1 250", "KDH", "1250000.00 MAD"),
        ("1.250.000", "KDH", "1250000000.00 MAD"),
    ],
)
def test_sums(value: Any, unit: str, sum_of: str) -> None:
    amount, currency = sum_of.split()
    assert money(Cell(value), "MAD", words(unit)) == Money(int(amount.replace(".", "")), currency)


@pytest.mark.parametrize(
    "value", ["cent mille", "120 000 + 30 000", "12 00", "12.345,678", 1.005, "5 XYZ", True, "-5", "1,2,3", "9" * 30]
)
def test_what_is_no_sum(value: Any) -> None:
    with pytest.raises(Unreadable):
        money(Cell(value), "MAD", ())


@pytest.mark.parametrize("value", [1e999, -1e999, float("nan")])
def test_a_number_without_end_is_no_sum(value: float) -> None:
    """It stopped the import."""
    with pytest.raises(Unreadable, match="not an amount of money"):
        money(Cell(value), "MAD", ())


@pytest.mark.parametrize(
    ("value", "unit"), [("1,250", "MDH"), ("1.250 MDH", ""), ("12,500", "KDH"), ("2,345 مليون درهم", "")]
)
def test_a_sum_in_thousands_or_millions_is_ambiguous_before_three_digits(value: str, unit: str) -> None:
    """“1,250” under “Budget (MDH)” was recorded as 1.25 milliard."""
    with pytest.raises(Unreadable, match="is ambiguous"):
        money(Cell(value), "MAD", words(unit))


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        (Cell(50), 50), (Cell("50 %"), 50), (Cell("٥٠٪"), 50), (Cell("%5"), 5), (Cell(0.07, percent=True), 7),
        (Cell(1, percent=True), 100),
    ],
)  # fmt: skip
def test_percentages(cell: Cell, found: int) -> None:
    assert percent(cell) == (found, False)


@pytest.mark.parametrize(("value", "whole"), [("12,5 %", 13), ("33,3", 33), (66.67, 67), ("99.4%", 99)])
def test_a_fraction_of_a_per_cent_is_rounded(value: Any, whole: int) -> None:
    """It used to lose its row, and the adoption and all statuses with it."""
    assert percent(Cell(value)) == (whole, True)


@pytest.mark.parametrize("value", [0.5, "101", -1, "half", "nan", "1e1000000", True])
def test_what_is_no_percentage(value: Any) -> None:
    with pytest.raises(Unreadable, match="write a whole number"):
        percent(Cell(value))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "عدد المستفيدين: ٢٠٠ مستفيد؛ الدورات: 4",
            [("عدد المستفيدين", "مستفيد", None, "200"), ("الدورات", "", None, "4")],
        ),
        (
            "- Participants : 1 200 personnes\n• Rapport",
            [("Participants", "personnes", None, "1200"), ("Rapport", "", None, None)],
        ),
        ("Taux: 50 → 80 %", [("Taux", "%", "50", "80")]),
        ("عدد: من 10 إلى 20 دورة", [("عدد", "دورة", "10", "20")]),
        ("Ratio = 1,5", [("Ratio", "", None, "1.5")]),
        ("المعدل: ١٫٥", [("المعدل", "", None, "1.5")]),
    ],
)  # fmt: skip
def test_indicators(text: str, found: list[tuple[Any, ...]]) -> None:
    assert list(indicators(text)) == [IndicatorText(*one) for one in found]


@pytest.mark.parametrize("text", ["a: 1 b 2", ": 5", "a: 1.200 personnes"])
def test_what_is_no_indicator(text: str) -> None:
    with pytest.raises(Unreadable):
        list(indicators(text))


@pytest.mark.parametrize(
    ("text", "field", "language"),
    [
        ("المحــــور", "axis", "ar"),
        ("الـمِحْـوَر ", "axis", "ar"),
        ("محاور", "axis", "ar"),
        ("المحور / Axe", "axis", None),
        ("الانشطه", "activity", "ar"),
        ("ACTIVITÉ", "activity", "fr"),
        ("activite", "activity", "fr"),
        ("Activity (ar)", "activity", "ar"),
        ("activity_fr", "activity", "fr"),
        ("المسؤول عن الانجاز", "responsible", "ar"),
        ("Date du début", "starts", "fr"),
        ("تاريخ البدايه", "starts", "ar"),
        ("الميزانية (بالدرهم)", "budget", "ar"),
        ("Budget en MDH", "budget", None),
        ("نسبة الإنجاز %", "progress", "ar"),
        ("% d’avancement", "progress", "fr"),
        ("Etat d'avancement", "status", "fr"),
        ("المؤشرات\nIndicateurs", "indicators", None),
    ],
)
def test_headers(text: str, field: str, language: str | None) -> None:
    found = header(text)
    assert found is not None
    assert (found.field, found.language) == (field, language)


@pytest.mark.parametrize("text", ["", "N°", "Projet / Activité", "ملف", "Axe 1 : transparence"])
def test_what_is_no_header(text: str) -> None:
    assert header(text) is None


@pytest.mark.parametrize("table", [COLUMNS, FACTS])
def test_no_name_stands_for_two_fields(table: Any) -> None:
    seen: dict[tuple[str, ...], str] = {}
    for field, names in table.items():
        for name in (one for several in names.values() for one in several):
            assert seen.setdefault(words(name), field) == field, name
            assert words(name), name


def test_no_word_stands_for_two_statuses() -> None:
    seen: dict[str, str] = {}
    for status, names in STATUSES.items():
        for name in names:
            assert seen.setdefault(plain(name), status) == status, name
            assert status_of(f" {name.upper()} ") == status
    assert set(statuses().values()) == set(STATUSES)
    assert status_of("ربما") is None
