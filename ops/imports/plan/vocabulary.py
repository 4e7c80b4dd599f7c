"""The names of headers and statuses in a plan's spreadsheet, in Arabic, French and English, in any spelling."""

import re
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache

import msgspec

from domain.plans.activity_events import Status

_ignored = re.compile(r"[\u0640\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
"""Tatweel, and marks of direction or joining."""

_between = re.compile(r"[^\w%]+|_")
_letters = str.maketrans({"ى": "ي", "ة": "ه", "ء": None, "ٱ": "ا", "’": "'", "ک": "ك", "ی": "ي"})

PARTICLES = frozenset(["de", "du", "des", "d", "la", "le", "les", "l", "of", "the", "et", "and", "en", "in"])


@lru_cache(50_000)
def plain(text: str) -> str:
    """The normal form of a text for comparison: without accents, hamza, tatweel, case, punctuation; with ASCII digits."""
    letters = unicodedata.normalize("NFKD", _ignored.sub("", text))
    letters = "".join(one for one in letters if unicodedata.category(one) != "Mn").translate(_letters).casefold()
    digits = (str(unicodedata.decimal(one)) if one.isdecimal() else one for one in letters)
    return " ".join(_between.sub(" ", "".join(digits)).split())


def words(text: str) -> tuple[str, ...]:
    """The significant words of a header: without articles and particles."""
    return tuple(bare(word) for word in plain(text).split() if word not in PARTICLES)


def bare(word: str) -> str:
    """A word without its Arabic article and the prefixes joined to it."""
    for article in ("بال", "وال", "لل", "ال"):
        if word.startswith(article) and len(word) >= len(article) + 3:
            return word.removeprefix(article)
    return word


class Header(msgspec.Struct, frozen=True):
    """A parsed header: the column's `field`, the language of its texts if the header names one, and the remaining words (the unit
    of a budget)."""

    field: str
    language: str | None
    rest: tuple[str, ...] = ()


COLUMNS: Mapping[str, Mapping[str, str]] = {
    "axis": {
        "ar": "المحور|المحاور|محور الانفتاح|المحور الاستراتيجي|المحور ذو الأولوية",
        "fr": "axe|axes|axe stratégique|axe prioritaire",
        "en": "axis|axes|priority axis|pillar",
    },
    "project": {
        "ar": "المشروع|المشاريع|اسم المشروع|عنوان المشروع",
        "fr": "projet|projets|intitulé du projet|nom du projet",
        "en": "project|projects|project title|project name",
    },
    "activity": {
        "ar": "النشاط|الأنشطة|اسم النشاط|عنوان النشاط|الإجراء|الإجراءات|العملية",
        "fr": "activité|activités|intitulé de l'activité|action|actions|intitulé de l'action",
        "en": "activity|activities|activity title|activity name|action|actions",
    },
    "description": {
        "ar": "الوصف|وصف النشاط|التفاصيل",
        "fr": "description|description de l'activité|détail|détails",
        "en": "description|activity description|details",
    },
    "responsible": {
        "ar": "المسؤول|المسؤول عن النشاط|المسؤول عن الإنجاز|الجهة المسؤولة|الجهة المكلفة|المصلحة المسؤولة|حامل المشروع|"
        "الجهة المسؤولة عن الإنجاز|المكلف بالإنجاز|المسؤولية",
        "fr": "responsable|responsables|responsable de l'activité|entité responsable|structure responsable|service responsable|"
        "porteur|porteur du projet|organisme responsable",
        "en": "owner|responsible|responsible body|lead|responsible party|responsible person",
    },
    "starts": {
        "ar": "البداية|تاريخ البداية|تاريخ البدء|تاريخ الانطلاق|الانطلاق|تاريخ بداية الإنجاز|بداية الإنجاز|من",
        "fr": "début|date de début|date début|démarrage|date de démarrage|date de lancement",
        "en": "start|start date|begins|starts|from",
    },
    "ends": {
        "ar": "النهاية|تاريخ النهاية|تاريخ الانتهاء|الانتهاء|نهاية الإنجاز|تاريخ نهاية الإنجاز|الأجل|إلى",
        "fr": "fin|date de fin|date fin|échéance|date d'échéance|date d'achèvement",
        "en": "end|end date|ends|due|due date|deadline|to",
    },
    "budget": {
        "ar": "الميزانية|الكلفة|التكلفة|الكلفة التقديرية|الميزانية التقديرية|الميزانية المرصودة|الغلاف المالي|المبلغ",
        "fr": "budget|budget prévisionnel|budget alloué|coût|coût estimé|coût estimatif|montant|enveloppe budgétaire",
        "en": "budget|cost|estimated cost|amount",
    },
    "indicators": {
        "ar": "المؤشرات|المؤشر|مؤشرات الإنجاز|مؤشرات التتبع|مؤشرات القياس|مؤشر القياس|مؤشرات النتائج|مؤشرات الأداء",
        "fr": "indicateurs|indicateur|indicateurs de suivi|indicateurs de résultat|indicateurs de performance|"
        "indicateurs de réalisation",
        "en": "indicators|indicator|performance indicators|kpi|kpis",
    },
    "status": {
        "ar": "الحالة|الوضعية|حالة الإنجاز|حالة النشاط|وضعية الإنجاز|حالة التقدم|وضعية التقدم",
        "fr": "statut|état|état d'avancement|situation|statut de l'activité",
        "en": "status|state|activity status",
    },
    "progress": {
        "ar": "نسبة الإنجاز|نسبة التقدم|التقدم|معدل الإنجاز|النسبة|نسبة تقدم الإنجاز",
        "fr": "avancement|taux d'avancement|taux de réalisation|progression|% d'avancement|pourcentage|"
        "pourcentage d'avancement",
        "en": "progress|percent complete|% complete|completion|percentage",
    },
    "reason": {
        "ar": "السبب|الأسباب|ملاحظات|ملاحظة|التعليل",
        "fr": "motif|motifs|raison|observations|observation|remarques|commentaire",
        "en": "reason|reasons|notes|remarks|comment",
    },
}
"""The names of each column of activities, by language, separated by |."""

FACTS: Mapping[str, Mapping[str, str]] = {
    "title": {
        "ar": "البرنامج|اسم البرنامج|عنوان البرنامج|العنوان",
        "fr": "plan|titre|titre du plan|intitulé|intitulé du plan|nom du plan",
        "en": "plan|title|plan title|name",
    },
    "starts": {"ar": COLUMNS["starts"]["ar"], "fr": COLUMNS["starts"]["fr"], "en": COLUMNS["starts"]["en"]},
    "ends": {"ar": COLUMNS["ends"]["ar"], "fr": COLUMNS["ends"]["fr"], "en": COLUMNS["ends"]["en"]},
    "adopted": {
        "ar": "تاريخ المصادقة|المصادقة|تاريخ الاعتماد",
        "fr": "date d'adoption|adoption|adopté le",
        "en": "adopted on|date of adoption|adoption|adoption date",
    },
    "session": {"ar": "الدورة|دورة المجلس", "fr": "session|session du conseil", "en": "session|council session"},
    "document": {
        "ar": "الوثيقة|وثيقة المصادقة|المقرر|ملف المقرر|اسم الوثيقة",
        "fr": "document|délibération|fichier de la délibération|document d'adoption|nom du document",
        "en": "document|resolution|document of adoption|document name",
    },
    "certainty": {"ar": "درجة اليقين|اليقين", "fr": "certitude|degré de certitude", "en": "certainty"},
}
"""The names of the facts about a plan, by language, separated by |."""

PLAN_SHEETS = {"plan", "برنامج", "بيانات برنامج", "fiche plan", "plan action"}

STATUSES: Mapping[Status, str] = {
    "planned": "مبرمج|مبرمجة|مخطط|مخطط له|"
    "لم يبدأ|لم يبدأ بعد|لم تبدأ|لم ينطلق|لم تنطلق بعد|في انتظار الانطلاق|prévu|prévue|planifié|"
    "planifiée|programmé|programmée|non démarré|non démarrée|non entamé|non entamée|à venir|planned|not started|scheduled",
    "in_progress": "قيد الإنجاز|في طور الإنجاز|قيد التنفيذ|في طور التنفيذ|جار|جارية|جاري|جار الإنجاز|جاري الإنجاز|en cours|"
    "en cours de réalisation|en cours d'exécution|entamé|entamée|démarré|démarrée|in progress|ongoing|started|under way",
    "completed": "منجز|منجزة|أنجز|أنجزت|"
    "تم|تم الإنجاز|مكتمل|مكتملة|انتهى|منته|منتهية|réalisé|réalisée|achevé|achevée|terminé|terminée|"
    "fait|faite|completed|complete|done|finished",
    "delayed": "متأخر|متأخرة|تأخر|تأخرت|en retard|retardé|retardée|delayed|late",
    "suspended": "معلق|معلقة|متوقف|متوقفة|توقف|suspendu|suspendue|en suspens|à l'arrêt|suspended|on hold|paused",
    "cancelled": "ملغى|ملغاة|ملغي|ألغي|ألغيت|annulé|annulée|abandonné|abandonnée|cancelled|canceled|dropped",
}

LANGUAGES: Mapping[str, str] = {
    **dict.fromkeys(("ar", "arabe", "arabic", "عربي", "عربيه"), "ar"),
    **dict.fromkeys(("fr", "francais", "french", "فرنسي", "فرنسيه"), "fr"),
    **dict.fromkeys(("en", "anglais", "english", "انجليزيه", "انكليزيه"), "en"),
}


@cache
def names_of(what: str) -> Mapping[tuple[str, ...], tuple[str, frozenset[str]]]:
    """By the words of each name: its field, and the languages that have this name. `what` is `columns` or `facts`."""
    table = COLUMNS if what == "columns" else FACTS
    names_of_fields: dict[tuple[str, ...], tuple[str, frozenset[str]]] = {}
    for field, names in table.items():
        for language, several in names.items():
            for name in several.split("|"):
                _, others = names_of_fields.get(words(name), (field, frozenset()))
                names_of_fields[words(name)] = field, others | {language}
    return names_of_fields


def header(text: str, what: str = "columns") -> Header | None:
    """Parses a header; None if it is unknown. Of a header in two languages, as “المحور / Axe”, either part may be known."""
    parsed: list[Header] = []
    for part in [text, *re.split(r"[/|\n\r]| - ", text)]:
        one = of_words(words(part), what) or of_words(words(re.sub(r"[(\[].*?[)\]]", " ", part)), what)
        if one is not None:
            parsed.append(one)
    if len({one.field for one in parsed}) != 1:
        return None
    languages = {one.language for one in parsed}
    units = next((one.rest for one in parsed if one.rest), words(" ".join(re.findall(r"[(\[](.*?)[)\]]", text))))
    return Header(parsed[0].field, languages.pop() if len(languages) == 1 else None, units)


def of_words(text: tuple[str, ...], what: str) -> Header | None:
    """The field whose name some words are, or begin with: then a language (activité fr) or a unit (budget mdh) follows."""
    names = names_of(what)
    if text[-1:] == ("%",):
        return of_words(text[:-1], what)
    if text in names:
        field, languages = names[text]
        return Header(field, min(languages) if len(languages) == 1 else None)
    if len(text) > 1 and text[:-1] in names and text[-1] in LANGUAGES:
        return Header(names[text[:-1]][0], LANGUAGES[text[-1]])
    for end in range(len(text) - 1, 0, -1):
        if text[:end] in names and names[text[:end]][0] == "budget":
            languages = names[text[:end]][1]
            return Header("budget", min(languages) if len(languages) == 1 else None, text[end:])
    return None


@cache
def statuses() -> Mapping[str, Status]:
    """The statuses by their names in normal form."""
    return {plain(name): status for status, names in STATUSES.items() for name in (*names.split("|"), status)}


def status_of(text: str) -> Status | None:
    """The status that a word stands for; None if it is unknown."""
    return statuses().get(plain(text))


def is_about_the_plan(sheet: str | None) -> bool:
    """Whether a sheet's name says that it holds the facts about the plan."""
    return sheet is not None and " ".join(words(sheet)) in PLAN_SHEETS
