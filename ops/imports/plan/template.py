"""Writes the template of a plan's spreadsheet: activities, facts about the plan, explanations; in Arabic from right to left."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import msgspec
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

Language = Literal["ar", "fr", "en"]

ROWS = 500
"""The number of rows with drop-downs."""

WIDTHS = (24, 28, 36, 36, 28, 14, 14, 16, 36, 16, 12, 30)
STATUS, PROGRESS, STARTS, ENDS, BUDGET = 10, 11, 6, 7, 8
HEAD = PatternFill("solid", fgColor="FF1F4E5F")
EXAMPLE = Font(italic=True, color="FF7F7F7F")


class Texts(msgspec.Struct, frozen=True):
    """The texts of a template in one language. `facts` are the names of the facts about the plan, each with an example."""

    sheets: tuple[str, str, str]
    headers: tuple[str, ...]
    example: tuple[Any, ...]
    statuses: tuple[str, ...]
    choose: str
    facts: tuple[tuple[str, str], ...]
    explained: tuple[str, ...]


TEXTS: Mapping[Language, Texts] = {
    "ar": Texts(
        ("الأنشطة", "البرنامج", "شرح"),
        (
            "المحور", "المشروع", "النشاط", "الوصف", "الجهة المسؤولة", "تاريخ البداية", "تاريخ النهاية", "الميزانية (بالدرهم)",
            "المؤشرات", "الحالة", "نسبة الإنجاز", "ملاحظات",
        ),
        (
            "مثال: الشفافية والولوج إلى المعلومات", "بوابة البيانات المفتوحة", "إطلاق البوابة", "نشر مجموعات البيانات الأولى",
            "مصلحة التواصل", "2026-01-15", "2026-12-31", 120000, "عدد مجموعات البيانات: 20 مجموعة\nعدد الزوار: 0 إلى 5000 زائر",
            "قيد الإنجاز", "40%", "تم إعداد دفتر التحملات",
        ),
        ("مبرمج", "قيد الإنجاز", "منجز", "متأخر", "معلق", "ملغى"),
        "اختر حالة من اللائحة",
        (
            ("عنوان البرنامج", ""), ("تاريخ البداية", ""), ("تاريخ النهاية", ""), ("تاريخ المصادقة", ""),
            ("الدورة", ""), ("الوثيقة", ""),
        ),
        (
            "كل سطر نشاط واحد. لا تغير أسماء الأعمدة؛ أما ترتيبها فحر.",
            "المحور والمشروع والنشاط والجهة المسؤولة وتاريخا البداية والنهاية واجبة، والباقي اختياري.",
            "إذا تُرك المحور أو المشروع فارغا أُخذ من السطر السابق.",
            "التواريخ: 2026-09-30 أو 30/09/2026 أو «شتنبر 2026» (أول الشهر للبداية وآخره للنهاية).",
            "الميزانية: أرقام مثل 120000 أو 120 000,50، ويمكن كتابة 1,5 مليون درهم.",
            "المؤشرات: «الاسم: القيمة المستهدفة الوحدة»، كل مؤشر في سطر أو بينهما ؛ ويمكن كتابة «الاسم: 10 إلى 20 دورة».",
            "نسبة الإنجاز: عدد صحيح من 0 إلى 100. النشاط المنجز نسبته 100.",
            "سطر المثال لا يُسجل: احذفه أو اكتب فوقه.",
            "ورقة «البرنامج»: عنوان البرنامج ومدته. لبرنامج صادق عليه المجلس من قبل: اكتب تاريخ المصادقة والدورة واسم ملف "
            "المقرر، وضع الملف بجانب هذا الجدول. لا تُسجل الحالات ونسب الإنجاز إلا لبرنامج مصادق عليه.",
            "يمكن استيراد الملف مرة أخرى بعد تصحيحه أو إتمامه: لا يُسجل إلا ما هو جديد أو متغير.",
        ),
    ),
    "fr": Texts(
        ("Activités", "Plan", "Explications"),
        (
            "Axe", "Projet", "Activité", "Description", "Responsable", "Date de début", "Date de fin", "Budget (MAD)",
            "Indicateurs", "Statut", "Taux d'avancement", "Observations",
        ),
        (
            "Exemple : transparence et accès à l'information", "Portail de données ouvertes", "Lancer le portail",
            "Publier les premiers jeux de données", "Service de la communication", "2026-01-15", "2026-12-31", 120000,
            "Jeux de données publiés : 20 jeux\nVisiteurs : 0 à 5000 personnes", "En cours", "40%",
            "Cahier des charges établi",
        ),
        ("Prévu", "En cours", "Achevé", "En retard", "Suspendu", "Annulé"),
        "Choisissez un statut dans la liste",
        (
            ("Titre du plan", ""), ("Date de début", ""), ("Date de fin", ""), ("Date d'adoption", ""),
            ("Session", ""), ("Document", ""),
        ),
        (
            "Une ligne par activité. Gardez les noms des colonnes ; leur ordre est libre.",
            "Axe, projet, activité, responsable, début et fin sont obligatoires ; le reste est facultatif.",
            "Un axe ou un projet laissé vide est repris de la ligne précédente.",
            "Dates : 2026-09-30, 30/09/2026 ou « septembre 2026 » (le premier jour pour un début, le dernier pour une fin).",
            "Budget : des chiffres, comme 120000 ou 120 000,50 ; on peut écrire 1,5 MDH.",
            "Indicateurs : « nom : cible unité », un par ligne ou séparés par ; ou encore « nom : 10 à 20 sessions ».",
            "Taux d'avancement : un nombre entier de 0 à 100. Une activité achevée est à 100.",
            "La ligne d'exemple n'est pas enregistrée : effacez-la ou remplacez-la.",
            "Feuille « Plan » : le titre et la durée du plan. Pour un plan déjà adopté par le conseil : la date d'adoption, la "
            "session et le nom du fichier de la délibération, à placer à côté de ce tableau. Statuts et avancement ne sont "
            "enregistrés que pour un plan adopté.",
            "Vous pouvez importer de nouveau le fichier corrigé ou complété : seules les lignes nouvelles ou modifiées "
            "sont enregistrées.",
        ),
    ),
    "en": Texts(
        ("Activities", "Plan", "How to"),
        (
            "Axis", "Project", "Activity", "Description", "Owner", "Start", "End", "Budget (MAD)", "Indicators", "Status",
            "Progress", "Notes",
        ),
        (
            "Example: transparency and access to information", "Open data portal", "Launch the portal",
            "Publish the first data sets", "Communication department", "2026-01-15", "2026-12-31", 120000,
            "Data sets published: 20 sets\nVisitors: 0 to 5000 people", "In progress", "40%", "Terms of reference written",
        ),
        ("Planned", "In progress", "Completed", "Delayed", "Suspended", "Cancelled"),
        "Choose a status from the list",
        (
            ("Plan title", ""), ("Start", ""), ("End", ""), ("Date of adoption", ""), ("Session", ""), ("Document", ""),
        ),
        (
            "One row per activity. Keep the column names; their order is free.",
            "Axis, project, activity, owner, start and end are required; all other columns are optional.",
            "An empty axis or project is taken from the row above.",
            "Dates: 2026-09-30, 30/09/2026, or “September 2026” (the first day for a start, the last for an end).",
            "Budget: digits, such as 120000 or 120 000.50; 1.5 million MAD is also accepted.",
            "Indicators: “name: target unit”, one per line or separated by ; also “name: 10 to 20 sessions”.",
            "Progress: a whole number from 0 to 100. A completed activity is at 100.",
            "The example row is not recorded: delete it, or overwrite it.",
            "Sheet “Plan”: the plan's title and term. For a plan already adopted by the council: the date of adoption, the "
            "session and the file name of the resolution, which must be in the folder of this spreadsheet. "
            "Status and progress are recorded only for an adopted plan.",
            "You can import a corrected or extended file again: only new and changed rows are recorded.",
        ),
    ),
}  # fmt: skip


def write_template(file: Path, language: Language) -> None:
    """Writes the template in a language. Raises OSError."""
    texts = TEXTS[language]
    book = Workbook()
    first = book.active
    assert isinstance(first, Worksheet)
    first.title = texts.sheets[0]
    write_activities(first, texts)
    write_facts(book.create_sheet(texts.sheets[1]), texts)
    write_explanations(book.create_sheet(texts.sheets[2]), texts)
    for sheet in book.worksheets:
        sheet.sheet_view.rightToLeft = language == "ar"
    book.save(file)


def write_activities(sheet: Worksheet, texts: Texts) -> None:
    """Writes headers, an example, and drop-downs for the status."""
    sheet.append(texts.headers)
    sheet.append(texts.example)
    for column, width in enumerate(WIDTHS, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
        style_header(sheet.cell(1, column))
        example = sheet.cell(2, column)
        example.font, example.alignment = EXAMPLE, Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "A2"
    choices = DataValidation(type="list", formula1=f'"{",".join(texts.statuses)}"', allow_blank=True)
    choices.error, choices.showErrorMessage = texts.choose, True
    choices.add(f"{get_column_letter(STATUS)}2:{get_column_letter(STATUS)}{ROWS}")
    sheet.add_data_validation(choices)
    for row in range(2, ROWS + 1):
        for column in (STARTS, ENDS):
            sheet.cell(row, column).number_format = "yyyy-mm-dd"
        sheet.cell(row, BUDGET).number_format = "#,##0.00"


def write_facts(sheet: Worksheet, texts: Texts) -> None:
    """Writes the names of the facts about the plan."""
    for row, (name, value) in enumerate(texts.facts, 1):
        style_header(sheet.cell(row, 1, name))
        sheet.cell(row, 2, value or None)
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 24, 60


def write_explanations(sheet: Worksheet, texts: Texts) -> None:
    """Writes how to fill in the sheets."""
    for row, text in enumerate(texts.explained, 1):
        sheet.cell(row, 1, text).alignment = Alignment(wrap_text=True, vertical="top")
    sheet.column_dimensions["A"].width = 110


def style_header(cell: Any) -> None:
    """Gives a cell the style of headers."""
    cell.font, cell.fill = Font(bold=True, color="FFFFFFFF"), HEAD
    cell.alignment = Alignment(wrap_text=True, vertical="center")
