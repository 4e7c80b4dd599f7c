"""Spreadsheets as officials make them: a region's whole plan in Arabic, a commune's in French."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

AXES, PROJECTS, ACTIVITIES = 4, 17, 69

HEADERS_AR = (
    "ر.ت", "المحـــور", "المشروع", "النشاط", "الجهة المسؤولة", "تاريخ البدايه", "تاريخ النهاية", "الميزانية (بالدرهم)",
    "المؤشرات", "الحالة", "نسبة الإنجاز %",
)  # fmt: skip

AXES_AR = ("الشفافية والولوج إلى المعلومات", "المشاركة المواطنة", "المساءلة والنزاهة", "التحول الرقمي")
STATUSES_AR = ("مبرمج", "قيد الانجاز", "منجز", "متأخر")

ADOPTED = {
    "عنوان البرنامج": "برنامج عمل الجهة المنفتحة 2023-2025",
    "تاريخ المصادقة": datetime(2023, 10, 2),
    "الدورة": "دورة أكتوبر 2023",
    "الوثيقة": "مقرر المجلس.pdf",
}


def workbook(file: Path, *sheets: tuple[str, Sequence[Sequence[Any]]], merged: Sequence[str] = ()) -> Path:
    """A workbook of some sheets; `merged` are ranges of the first."""
    book = Workbook()
    for number, (name, rows) in enumerate(sheets):
        sheet = book.active if number == 0 else book.create_sheet()
        assert isinstance(sheet, Worksheet)
        sheet.title = name
        for row in rows:
            sheet.append(list(row))
        for area in merged if number == 0 else ():
            sheet.merge_cells(area)
    book.save(file)
    return file


def about(facts: dict[str, Any]) -> list[Sequence[Any]]:
    return list(facts.items())


def regional_rows(*, statuses: bool = True) -> list[list[Any]]:
    """4 axes, 17 projects, 69 activities; an axis and a project are written where they begin."""
    rows: list[list[Any]] = []
    for number in range(ACTIVITIES):
        project = number * PROJECTS // ACTIVITIES
        axis = project * AXES // PROJECTS
        first = number == 0 or (number - 1) * PROJECTS // ACTIVITIES != project
        begins = first and (project == 0 or (project - 1) * AXES // PROJECTS != axis)
        status = STATUSES_AR[number % len(STATUSES_AR)]
        rows.append(
            [
                number + 1,
                AXES_AR[axis] if begins else None,
                f"المشروع {project + 1}" if first else None,
                f"النشاط رقم {number + 1}",
                "مصلحة التواصل" if number % 2 else "مديرية شؤون الرئاسة والمجلس",
                (datetime(2024, 1, 1), "15/02/2024", "٠١/٠٣/٢٠٢٤", "شتنبر 2024")[number % 4],
                (date(2025, 6, 30), "2025-12-31", "دجنبر 2025")[number % 3],
                (150000, "120 000,00", "٨٠٠٠٠ درهم", "1,5 مليون درهم", None)[number % 5],
                ("عدد المستفيدين: 200 مستفيد", "عدد الدورات: 4؛ نسبة الرضا: من 50 إلى 80 %", None)[number % 3],
                status if statuses else None,
                {"منجز": "100%", "قيد الانجاز": "40%"}.get(status) if statuses else None,
            ]
        )
    return rows


def regional_plan(folder: Path, rows: list[list[Any]] | None = None, facts: dict[str, Any] | None = None) -> Path:
    """The plan of a region, adopted in October 2023, with the document beside it."""
    (folder / "مقرر المجلس.pdf").write_bytes(b"%PDF-1.7 the resolution")
    table = [
        ["برنامج عمل الجهة"],
        [],
        list(HEADERS_AR),
        *(rows or regional_rows()),
        ["المجموع", "المجموع", None, None, None, None, None, None],
    ]
    return workbook(folder / "plan.xlsx", ("الأنشطة", table), ("البرنامج", about(ADOPTED if facts is None else facts)))


COMMUNE_FR = "\n".join(
    [
        "N°;AXE;Projet;Activité;Responsable;Début;Échéance;Budget (KDH);Indicateurs;Statut",
        "1;Transparence;Portail communal;Lancer le portail;Service informatique;01/02/2026;30/06/2026;120;"
        '"Visiteurs : 1 000\nPages publiées : 40";Prévu',
        '2;;;Former les agents;"Ressources humaines; formation";mars 2026;mai 2026;12,5;;Prévu',
        "3;Participation;Budget participatif;Ouvrir l'appel à idées;Secrétariat général;2026-09-01;2026-10-31;1,2 MDH;"
        "Idées reçues : 0 à 150 idées;prevue",
        "",
    ]
)


def commune_plan(folder: Path, text: str = COMMUNE_FR, encoding: str = "utf-8-sig") -> Path:
    """The plan of a commune as CSV, separated by semicolons as a French Excel does."""
    file = folder / "Plan_d'action_2026.csv"
    file.write_bytes(text.encode(encoding))
    return file
