"""Lists of ideas from workshops, desks and websites: proposals with their origin, challenges once, names sealed; the second time
nothing, whatever the spelling."""

import csv
from asyncio import to_thread
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from domain.communities.community import community_id
from domain.communities.office import Grant
from domain.kernel import System
from domain.participation.consultation import Open
from domain.participation.proposal_events import ProposalSubmitted
from domain.participation.raised_challenge import ChallengeRaised
from domain.record import Account
from domain.registry import decode
from ops.imports.common.findings import Findings
from ops.imports.common.preview import write_preview
from ops.imports.common.report import Counts, Doubt, Finding, Notice, Problem
from ops.imports.ideas.ideas_import import IdeasImport
from ops.wiring import Services
from projections.models import MODELS
from projections.toolkit.runner import Runner
from tests.ops.imports.plan_import import CODE, Imports
from tests.ops.imports.sheets import workbook

pytestmark = pytest.mark.anyio

CASES = Path(__file__).parents[4] / "shared/data/cases/ideas"
MANY = 900

HEADERS_AR = ("رقم الفكرة", "القناة", "المحور", "الإشكالية", "الحل المقترح", "التاريخ", "صاحب الفكرة")
IDEAS_AR: Sequence[Sequence[Any]] = (
    (12, "اللقاء", "الإنارة العمومية", "أعمدة الإنارة معطلة", "إصلاح الأعمدة وترقيمها", "12 شتنبر 2024", "مشاركة أولى"),
    (11, "الموقع", "البيئة", "سواقٍ غير مهيأة", "تهيئة السواقي", "2024-09-15", None),
    (10, "ذاتية", "الخدمات الاجتماعية", "نقص فضاءات الأطفال", None, None, None),
    (9, "اللقاء", "الخدمات الاجتماعية", "نقص فضاءات الأطفال", "إحداث ملعب للقرب", None, None),
    (8, None, "البيئة", None, "وضع حاويات للفرز أمام المدارس", None, None),
)

IDEAS_FR = """N°;Canal;Thème;Problème soulevé;Solution proposée;Date;Auteur
1;Atelier;Éclairage;Lampadaires cassés;Réparer, et numéroter, les lampadaires;12/09/2024;Participante 1
2;Site;Propreté;;Bacs de tri devant les écoles;;
3;Bureau d'ordre;Propreté;Dépôts sauvages;;;
4;Bureau d’ordre;Propreté;Dépôts sauvages;Clôturer le terrain;;
"""


class Importing:
    """Imports one list after the other; `findings` are those of the last one."""

    def __init__(self, register: Services) -> None:
        self.register = register
        self.findings: list[Finding] = []

    async def __call__(
        self, file: Path, page: Path | None = None, accepted: Sequence[str] = (), **where: Any
    ) -> Counts:
        runner = Runner(self.register.database, MODELS)
        await to_thread(runner.catch_up)
        runner.close()
        findings = Findings(accepted=accepted, keep_things=page is not None)
        where = where or {"community": CODE}
        counts = await IdeasImport(self.register, findings, dry_run=page is not None, **where).file(file)
        if page is not None:
            write_preview(page, counts, findings, "ar")
        self.findings = [one for kind in (Problem, Doubt, Notice) for one in findings.of(kind)]
        findings.close()
        return counts

    def codes(self, kind: type[Finding]) -> list[str]:
        return [one.code for one in self.findings if isinstance(one, kind)]

    async def entries(self) -> list[Any]:
        async with self.register.pool.connection() as db:
            rows = await (await db.execute("select entry from record.log order by position", binary=True)).fetchall()
        return [decode(entry) for (entry,) in rows]

    async def submitted(self) -> dict[str | None, ProposalSubmitted]:
        return {one.data.reference: one.data for one in await self.entries() if isinstance(one.data, ProposalSubmitted)}

    async def raised(self) -> int:
        return sum(isinstance(one.data, ChallengeRaised) for one in await self.entries())


@pytest.fixture
def ideas(imports: Imports) -> Importing:
    """`imports` has registered the community."""
    return Importing(imports.register)


def csv_file(file: Path, rows: Sequence[Sequence[Any]]) -> Path:
    with file.open("w", newline="", encoding="utf-8") as opened:
        csv.writer(opened).writerows(rows)
    return file


def respelled(text: Any) -> Any:
    """The same words as somebody else types them: hamza, tatweel, shadda, invisible marks, blanks."""
    if not isinstance(text, str):
        return text
    other = text.replace("أ", "ا").replace("إ", "ا").replace("ة", "ه").replace("ال", "الـ")
    return f" \u200f{other.replace(' ', '  ')}\u064e"


async def test_a_list_of_a_workshop_comes_in(ideas: Importing, tmp_path: Path) -> None:
    file = workbook(tmp_path / "ideas.xlsx", ("أفكار", [HEADERS_AR, *IDEAS_AR]))
    counts = await ideas(file)
    assert (counts.recorded, counts.already_there, counts.skipped) == (4, 0, 1)
    assert ideas.codes(Problem) == ["idea-without-proposal"]
    assert {"idea-without-channel", "idea-axis-alone"} <= set(ideas.codes(Notice))
    proposals = await ideas.submitted()
    origins = {number: one.origin for number, one in proposals.items()}
    assert origins == {"12": "meeting", "11": "online", "9": "meeting", "8": "unknown"}
    assert await ideas.raised() == 3
    assert proposals["8"].challenge is None
    assert proposals["12"].submitter is not None
    assert proposals["11"].submitter is None
    assert "مشاركة" not in "".join(map(str, await ideas.entries()))


async def test_a_french_list_comes_in(ideas: Importing, tmp_path: Path) -> None:
    file = tmp_path / "idees.csv"
    file.write_text(IDEAS_FR, encoding="utf-8")
    counts = await ideas(file)
    assert (counts.recorded, counts.skipped) == (3, 1)
    proposals = await ideas.submitted()
    assert {number: one.origin for number, one in proposals.items()} == {
        "1": "meeting",
        "2": "online",
        "4": "registry_desk",
    }
    assert proposals["1"].body.language == "fr"
    assert await ideas.raised() == 2


def generated() -> list[list[Any]]:
    """Ideas in Arabic; each seventh without a number, ten for each challenge."""
    channels = ("اللقاء التشاوري", "الموقع الإلكتروني", "مكتب الضبط", "أخرى")
    return [
        [
            "" if number % 7 == 0 else number + 1,
            channels[number % 4],
            "الإنارة العمومية",
            f"الإنارة معطلة في الحي {number // 10}",
            f"إصلاح الأعمدة وترقيمها في الزنقة {number}",
            "12 شتنبر 2024" if number % 3 else "",
            f"مشاركة {number}",
        ]
        for number in range(MANY)
    ]


async def test_nine_hundred_ideas_come_in_whole_after_a_preview(ideas: Importing, tmp_path: Path) -> None:
    rows = generated()
    file, page = csv_file(tmp_path / "ideas.csv", [HEADERS_AR, *rows]), tmp_path / "preview.html"
    before = len(await ideas.entries())
    seen = await ideas(file, page)
    assert (seen.recorded, seen.skipped, len(await ideas.entries())) == (MANY, 0, before)
    html = page.read_text()
    assert "إصلاح الأعمدة وترقيمها في الزنقة 899" in html
    assert "مشاركة 899" not in html
    counts = await ideas(file)
    assert (counts.recorded, counts.skipped, ideas.codes(Problem)) == (MANY, 0, [])
    after = await ideas.entries()
    assert sum(isinstance(one.data, ProposalSubmitted) for one in after) == MANY
    assert await ideas.raised() == MANY // 10
    other = csv_file(tmp_path / "copy of the list.csv", [HEADERS_AR, *([*map(respelled, row)] for row in rows)])
    again = await ideas(other)
    assert (again.recorded, again.already_there, again.skipped) == (0, MANY, 0)
    assert len(await ideas.entries()) == len(after)


async def opened(register: Services) -> UUID:
    """A consultation that is held here."""
    id, officer, community, now = uuid4(), Account(uuid4()), community_id(CODE), datetime.now(UTC)
    holder = register.keyring.pseudonym(community, officer.person.bytes)
    await register.record.execute(Grant(community, holder, "focal_point"), by=System("operator"))
    await register.record.execute(Open(community, id, {"ar": "استشارة"}, {}, now, now + timedelta(days=9)), by=officer)
    return id


async def test_a_consultation_that_is_held_here_takes_the_ideas(ideas: Importing, tmp_path: Path) -> None:
    id = await opened(ideas.register)
    file = workbook(tmp_path / "ideas.xlsx", ("أفكار", [HEADERS_AR, *IDEAS_AR]))
    assert (await ideas(file, consultation=id)).recorded == 4
    assert (await ideas(file, consultation=id)).already_there == 4
    corrected = [HEADERS_AR, (12, "اللقاء", "", "", "نص آخر تمامًا", None, None)]
    assert (await ideas(csv_file(tmp_path / "b.csv", corrected), consultation=id)).skipped == 1
    assert ideas.codes(Problem) == ["idea-recorded-otherwise"]
    assert (await ideas(file, consultation=uuid4())).recorded == 0
    assert ideas.codes(Problem) == ["idea-without-proposal", "consultation-unknown"]


async def test_each_idea_is_recorded_once_and_doubtful_ones_wait(ideas: Importing, tmp_path: Path) -> None:
    rows: list[Sequence[Any]] = [
        HEADERS_AR,
        (1, "مكتب الضبط", "", "", "إحداث خزانة", "31/02/2024", None),
        ("٠١", "الموقع", "", "", "احداث  خزانه", None, None),
        (1, "الموقع", "", "", "إحداث مسبح", None, None),
        (2, "الموقع", "", "", "????? ????", None, None),
        (3, "الموقع", "", "", "غرس الأشجار", "2999-01-01", None),
        ("المجموع", "", "", "", "", "", ""),
    ]
    counts = await ideas(csv_file(tmp_path / "ideas.csv", rows))
    assert (counts.recorded, counts.already_there, counts.skipped) == (1, 1, 3)
    assert ideas.codes(Problem) == ["idea-number-twice"]
    assert ideas.codes(Doubt) == ["letters-lost", "year-out-of-reason"]
    assert {"idea-twice", "idea-date-unused"} <= set(ideas.codes(Notice))
    accepted = await ideas(tmp_path / "ideas.csv", accepted=["year-out-of-reason"])
    assert (accepted.recorded, accepted.already_there) == (1, 2)


@pytest.mark.skipif(not CASES.exists(), reason="the folder of invented cases is not beside this repository")
@pytest.mark.parametrize(("name", "recorded"), [("workshop_ideas_ar.xlsx", 4), ("workshop_ideas_fr.csv", 2)])
async def test_the_invented_cases_come_in(ideas: Importing, name: str, recorded: int) -> None:
    counts = await ideas(CASES / name)
    assert (counts.recorded, counts.skipped, ideas.codes(Problem)) == (recorded, 1, ["idea-without-proposal"])
