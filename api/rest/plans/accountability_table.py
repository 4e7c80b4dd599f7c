"""The accountability report as a table: one row for each activity, the columns of docs/accountability.md."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from babel.numbers import get_currency_precision

from api.i18n import chosen
from domain.kernel import Actor, Office, System
from domain.plans.money import Money
from domain.text import Words
from projections.export.formats import Dialect, Format
from projections.export.sheets import table
from projections.queries.accountability_report import Activity, Axis, Project, Report

COLUMNS = (
    "position", "instant", "plan", "adopted_version", "adopted_by",
    "axis", "axis_title", "project", "project_title", "activity", "activity_title",
    "promised", "promised_responsible", "promised_starts", "promised_ends", "promised_budget", "promised_currency",
    "promised_indicators",
    "responsible", "starts", "ends", "budget", "currency", "status", "status_reason", "progress", "reported",
    "spent", "spent_currency", "spent_on", "indicators", "evidence",
    "completion", "completion_assessor", "completion_evidence",
    "overdue", "days_overdue", "days_past_promise",
    "changed", "changes", "last_change", "last_change_event", "last_change_by", "last_change_reason",
    "proposals", "carried_from", "carried_to", "removed",
)  # fmt: skip

Cells = dict[str, Any]


def as_table(report: Report, tags: Sequence[str], form: Format, dialect: Dialect) -> bytes:
    """The table in CSV by RFC 4180, or in XLSX. Texts are in the language that fits best of `tags`; lists are parted by a space,
    or by a semicolon where they hold texts. Sums of money are in the currency's units: `120000.00`."""
    out = table(form, dialect, "accountability")
    try:
        start = out.start(COLUMNS)
        return b"".join(
            [start, out.rows([row.get(name) for name in COLUMNS] for row in rows(report, tags)), *out.end()]
        )
    finally:
        out.close()


def rows(report: Report, tags: Sequence[str]) -> Iterator[Cells]:
    adoption = report.adoption
    whole = {
        "position": report.as_of.position,
        "instant": report.as_of.instant,
        "plan": report.plan,
        "adopted_version": adoption and adoption.version,
        "adopted_by": adoption and ("attestation" if adoption.attested else "resolution"),
    }
    for axis in report.axes:
        for project in axis.projects:
            for activity in project.activities:
                yield {**whole, **placed(axis, project, tags), **promised(activity, tags), **done(activity, tags)}


def placed(axis: Axis, project: Project, tags: Sequence[str]) -> Cells:
    return {
        "axis": axis.id,
        "axis_title": in_language(axis.title, tags),
        "project": project.id,
        "project_title": in_language(project.title, tags),
    }


def promised(activity: Activity, tags: Sequence[str]) -> Cells:
    it = activity.promised
    if it is None:
        return {"promised": False}
    return {
        "promised": True,
        "promised_responsible": in_language(it.responsible, tags),
        "promised_starts": it.starts,
        "promised_ends": it.ends,
        **money("promised_budget", "promised_currency", it.budget),
        "promised_indicators": listed(f"{one.key}={one.target or ''}" for one in it.indicators),
    }


def done(activity: Activity, tags: Sequence[str]) -> Cells:
    assessment, last = activity.assessment, activity.changes[-1] if activity.changes else None
    return {
        "activity": activity.id,
        "activity_title": in_language(activity.title, tags),
        "responsible": in_language(activity.responsible, tags),
        "starts": activity.starts,
        "ends": activity.ends,
        **money("budget", "currency", activity.budget),
        "status": activity.status,
        "status_reason": in_language(activity.status_reason, tags),
        "progress": activity.progress,
        "reported": activity.reported,
        **money("spent", "spent_currency", activity.spent),
        "spent_on": activity.spent_on,
        "indicators": listed(f"{one.key}={one.value or ''}/{one.target or ''}" for one in activity.indicators),
        "evidence": " ".join(one.document.sha256 for one in activity.evidence),
        "completion": assessment and assessment.completion,
        "completion_assessor": assessment and in_language(assessment.assessor, tags),
        "completion_evidence": assessment and " ".join(assessment.evidence),
        "overdue": activity.overdue,
        "days_overdue": activity.days_overdue,
        "days_past_promise": activity.days_past_promise,
        "changed": " ".join(activity.changed),
        "changes": len(activity.changes),
        "last_change": last and last.at,
        "last_change_event": last and last.event,
        "last_change_by": last and by_whom(last.by),
        "last_change_reason": last and in_language(last.reason, tags),
        "proposals": " ".join(str(one.id) for one in activity.proposals),
        "carried_from": activity.carried_from,
        "carried_to": activity.carried_to,
        "removed": activity.removed,
    }


def in_language(words: Words | None, tags: Sequence[str]) -> str | None:
    found = chosen(words or {}, list(tags))
    return found and found[1]


def listed(texts: Iterable[str]) -> str:
    return "; ".join(texts)


def money(amount: str, currency: str, sum: Money | None) -> Cells:
    return {} if sum is None else {amount: units(sum), currency: sum.currency}


def units(sum: Money) -> Decimal:
    """A sum in its currency's units, exactly."""
    return Decimal(sum.amount).scaleb(-get_currency_precision(sum.currency))


def by_whom(actor: Actor) -> str:
    match actor:
        case Office(role, _, holder):
            return f"{role} {holder}"
        case System(name):
            return name
    return str(actor.id)
