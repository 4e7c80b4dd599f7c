"""Territories in the record: what each is called, of what kind it is, what it belongs to, and what is left out and why."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import anyio
import psycopg
import pytest

from domain.communities.community import (
    IMPORTER,
    Community,
    CommunityJurisdictionSet,
    CommunityPlaced,
    CommunityPopulationCounted,
    CommunityRegistered,
    CommunityRenamed,
    CountPopulation,
    Rename,
    communities,
    community_id,
)  # fmt: skip
from domain.communities.community import (
    Register as RegisterCommunity,
)
from domain.kernel import Entry, System
from domain.record import Outcome, Request
from domain.registry import decode
from ops.imports.common import batches
from ops.imports.common.report import Counts
from ops.imports.territories.staging import TerritoryStaging
from ops.imports.territories.territories_import import SHIPPED, TerritoriesImport
from ops.wiring import Services

pytestmark = pytest.mark.anyio

OPERATOR = System("operator")
REGIONS = ["code,name_fr,name_ar", "01,Nord,الشمال"]
PROVINCES = ["code,region_code,name_fr,name_ar,kind", "01.1,01,Rif,الريف,province", "01.2,01,Port,الميناء,prefecture"]
COMMUNES = [
    "code,province_code,name_fr,name_ar,kind",
    "01.1.1,01.1,Source,العين,rural",
    "01.1.2,01.1,Marché,السوق,rural",
    "01.2.1,01.2,Quai,الرصيف,urban",
]
ROWS = 6


def written(
    folder: Path,
    regions: Sequence[str] = REGIONS,
    provinces: Sequence[str] = PROVINCES,
    communes: Sequence[str] = COMMUNES,
) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, lines in (("regions", regions), ("provinces", provinces), ("communes", communes)):
        (folder / f"{name}.csv").write_text("".join(f"{line}\n" for line in lines))
    return folder


class Importing:
    """Imports folders into a register, and reads what it then holds."""

    def __init__(self, register: Services) -> None:
        self.register, self.found = register, list[tuple[str, int | None, str]]()

    async def folder(self, folder: Path, **how: Any) -> Counts:
        staging = TerritoryStaging()
        counts = await TerritoriesImport(self.register, staging, **how).folder(folder)
        self.found = [(Path(one.file).name, one.line, one.reason) for one in staging.problems()]
        staging.close()
        return counts

    def places(self) -> list[tuple[str, int | None]]:
        return [(file, line) for file, line, _ in self.found]

    async def log(self) -> list[Entry[Any]]:
        async with self.register.pool.connection() as db:
            found = await (await db.execute("select entry from log order by position", binary=True)).fetchall()
        return [decode(entry) for (entry,) in found]

    async def community(self, code: str) -> Community:
        id = community_id(code)
        found: Community = (await self.register.record.read([(communities, id)]))[id].state
        return found


@pytest.fixture
def importing(register: Services) -> Importing:
    return Importing(register)


async def test_each_has_its_names_its_kind_and_what_it_belongs_to(importing: Importing, tmp_path: Path) -> None:
    assert await importing.folder(written(tmp_path)) == Counts(recorded=ROWS)
    assert importing.found == []
    zone, north, rif = "Africa/Casablanca", community_id("01"), community_id("01.1")
    assert await importing.community("01") == Community("01", {"fr": "Nord", "ar": "الشمال"}, zone, "region", None)
    assert (await importing.community("01.2")).kind == "prefecture"
    assert (await importing.community("01.1")).parent == north
    assert await importing.community("01.1.2") == Community(
        "01.1.2", {"fr": "Marché", "ar": "السوق"}, zone, "rural_commune", rif
    )
    assert (await importing.community("01.2.1")).kind == "urban_commune"
    log = await importing.log()
    assert {entry.actor for entry in log} == {System(IMPORTER)}
    assert Counter(type(entry.data) for entry in log) == {CommunityRegistered: ROWS, CommunityPlaced: ROWS}


async def test_all_of_morocco_in_arabic_and_french(importing: Importing) -> None:
    shown: list[tuple[int, int]] = []
    counts = await importing.folder(SHIPPED, on_progress=lambda done, total: shown.append((done, total)))
    assert (counts, importing.found) == (Counts(recorded=12 + 75 + 1_503), [])
    assert shown[-1] == (1_590, 1_590)
    log = await importing.log()
    registered = {entry.stream: entry.data for entry in log if isinstance(entry.data, CommunityRegistered)}
    placed = {entry.stream: entry.data for entry in log if isinstance(entry.data, CommunityPlaced)}
    assert Counter(one.kind for one in placed.values()) == {
        "region": 12,
        "province": 62,
        "prefecture": 13,
        "urban_commune": 242,
        "rural_commune": 1_261,
    }
    for one in registered.values():
        assert set(one.name) == {"ar", "fr"}
        assert any("\u0621" <= letter <= "\u064a" for letter in one.name["ar"])
        assert any("a" <= letter <= "z" for letter in one.name["fr"])
    for stream, place in placed.items():
        above = [place]
        while (parent := above[-1].parent) is not None:
            assert registered[stream].code.startswith(registered[parent].code + ".")
            above.append(placed[parent])
        assert above[-1].kind == "region"
        assert len(above) == {"region": 1, "province": 2, "prefecture": 2}.get(place.kind or "", 3)
    assert registered[community_id("01.511.05.19")].name == {"fr": "Hjar Ennhal", "ar": "حجر النحل"}
    counted = {entry.stream: entry.data for entry in log if isinstance(entry.data, CommunityPopulationCounted)}
    assert len(counted) == 1_590
    assert {one.year for one in counted.values()} == {2024}
    assert counted[community_id("01.511.01.0")].population == 1_275_428
    assert await importing.folder(SHIPPED) == Counts(already_there=1_590)
    assert len(await importing.log()) == len(log)


async def test_later_files_record_what_has_changed_with_what_it_was(importing: Importing, tmp_path: Path) -> None:
    await importing.folder(written(tmp_path))
    before = len(await importing.log())
    communes = [*COMMUNES[:2], "01.1.2,01.2,Grand Marché,السوق,urban", *COMMUNES[3:], "01.2.2,01.2,Phare,المنارة,rural"]
    again = await importing.folder(written(tmp_path, communes=communes))
    assert again == Counts(recorded=2, already_there=ROWS - 1)
    renamed, moved, registered, _ = [entry.data for entry in (await importing.log())[before:]]
    assert renamed == CommunityRenamed({"fr": "Marché", "ar": "السوق"}, {"fr": "Grand Marché", "ar": "السوق"})
    rif, port = community_id("01.1"), community_id("01.2")
    assert moved == CommunityPlaced("urban_commune", port, "rural_commune", rif)
    assert registered.code == "01.2.2"
    assert await importing.folder(written(tmp_path, communes=communes)) == Counts(already_there=ROWS + 1)


async def test_what_was_registered_otherwise_is_known_by_its_code(importing: Importing, tmp_path: Path) -> None:
    record = importing.register.record
    await record.execute(RegisterCommunity("01", {"und": "01"}, "UTC"), by=OPERATOR)
    await record.execute(RegisterCommunity("01.1", {"fr": "Rif", "zgh": "ⴰⵔⵔⵉⴼ"}), by=OPERATOR)
    assert await importing.folder(written(tmp_path)) == Counts(recorded=ROWS)
    assert await importing.community("01") == Community("01", {"fr": "Nord", "ar": "الشمال"}, "UTC", "region", None)
    assert (await importing.community("01.1")).name == {"fr": "Rif", "zgh": "ⴰⵔⵔⵉⴼ", "ar": "الريف"}
    renamed = [entry.data for entry in await importing.log() if isinstance(entry.data, CommunityRenamed)]
    assert renamed[0] == CommunityRenamed({"und": "01"}, {"fr": "Nord", "ar": "الشمال"})
    assert await importing.folder(tmp_path) == Counts(already_there=ROWS)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("01.1.9,01.9,X,ع,rural", "01.9"),
        ("01.1.9,01.1.1,X,ع,rural", "01.1.1"),
        ("01.1.9,,X,ع,rural", "province_code"),
        ("01.1.1,01.1,X,ع,rural", "line 2"),
        ("01,01.1,X,ع,rural", "regions.csv"),
        ("a b,01.1,X,ع,rural", "code"),
        (",01.1,X,ع,rural", "code"),
        ("01.1.9,01.1,,ع,rural", "name"),
        ("01.1.9,01.1,X,\x07,rural", "name"),
        ("01.1.9,01.1,X,ع,Rural!", "kind"),
        ("01.1.9,01.1,X,ع", "4 fields"),
        ('01.1.9,01.1,X,"ع,rural', "quote"),
    ],
)
async def test_a_damaged_row_is_named_and_left_out(importing: Importing, tmp_path: Path, row: str, reason: str) -> None:
    folder = written(tmp_path, communes=[*COMMUNES[:2], row, *COMMUNES[2:]])
    counts = await importing.folder(folder)
    assert counts == Counts(recorded=ROWS, skipped=1)
    ((file, line, why),) = importing.found
    assert (file, line) == ("communes.csv", 3)
    assert reason in why
    assert await importing.folder(folder) == Counts(already_there=ROWS, skipped=1)


async def test_what_belongs_to_a_damaged_row_is_left_out_too_unless_that_is_registered(
    importing: Importing, tmp_path: Path
) -> None:
    folder = written(tmp_path, provinces=[PROVINCES[0], "01.1,01,,الريف,province", PROVINCES[2]])
    assert await importing.folder(folder) == Counts(recorded=3, skipped=3)
    assert importing.places() == [("provinces.csv", 2), ("communes.csv", 2), ("communes.csv", 3)]
    await importing.register.record.execute(RegisterCommunity("01.1", {"ar": "الريف"}), by=OPERATOR)
    assert await importing.folder(folder) == Counts(recorded=2, already_there=3, skipped=1)


async def test_a_row_that_the_rules_refuse_leaves_the_others_be(importing: Importing, tmp_path: Path) -> None:
    await importing.folder(written(tmp_path / "one"))
    turned = ["code,region_code,name_fr,name_ar,kind", "01.3,01.1,X,ع,province", "01,01.1,Nord,الشمال,region"]
    folder = written(tmp_path / "two", regions=REGIONS[:1], provinces=turned, communes=COMMUNES)
    assert await importing.folder(folder) == Counts(recorded=1, already_there=3, skipped=1)
    assert importing.places() == [("provinces.csv", 3)]


async def test_nothing_is_recorded_strictly_of_a_folder_with_anything_wrong(
    importing: Importing, tmp_path: Path
) -> None:
    folder = written(tmp_path, communes=[*COMMUNES, "01.1.9,01.9,X,ع,rural"])
    assert await importing.folder(folder, strict=True) == Counts(skipped=ROWS + 1)
    assert await importing.log() == []
    await importing.folder(written(tmp_path), strict=True)
    assert len(await importing.log()) == 2 * ROWS


@pytest.mark.parametrize("file", ["regions.csv", "provinces.csv", "communes.csv"])
async def test_a_folder_that_lacks_a_file_or_a_column_is_of_no_use(
    importing: Importing, tmp_path: Path, file: str
) -> None:
    whole = written(tmp_path)
    (whole / file).write_text("code,kind\n")
    assert await importing.folder(whole) == Counts()
    assert importing.places() == [(file, 1)]
    (whole / file).unlink()
    assert await importing.folder(whole) == Counts()
    assert importing.places() == [(file, None)]
    assert await importing.log() == []


async def test_inhabitants_and_whose_rules_hold_are_recorded_and_added_to_what_was_there(
    importing: Importing, tmp_path: Path
) -> None:
    counted = [f"{line},{number}" for number, line in enumerate(COMMUNES, 1_000)]
    counted[0], counted[2] = f"{COMMUNES[0]},population_2024", f"{COMMUNES[2]}, "
    old = [f"{line},{number}" for number, line in enumerate(counted, 900)]
    old[0] = f"{counted[0]},population_2014"
    await importing.folder(written(tmp_path / "bare"))
    folder = written(tmp_path / "counted", communes=old)
    assert await importing.folder(folder) == Counts(recorded=2, already_there=ROWS - 2)
    assert await importing.folder(folder, jurisdiction="MA") == Counts(recorded=ROWS)
    assert await importing.folder(folder, jurisdiction="MA") == Counts(already_there=ROWS)
    assert await importing.folder(folder) == Counts(already_there=ROWS)
    found = [await importing.community(code) for code in ("01.1.1", "01.1.2", "01.2.1", "01")]
    assert [(one.population, one.year) for one in found] == [(1_001, 2024), (None, None), (1_003, 2024), (None, None)]
    assert {one.jurisdiction for one in found} == {"MA"}
    added = Counter(type(entry.data) for entry in (await importing.log())[2 * ROWS :])
    assert added == {CommunityPopulationCounted: 2, CommunityJurisdictionSet: ROWS}


async def test_a_later_census_stays_and_a_corrected_one_is_recorded(importing: Importing, tmp_path: Path) -> None:
    def counted(number: int) -> Path:
        return written(tmp_path / str(number), regions=["code,name_fr,population_2024", f"01,Nord,{number}"])

    await importing.folder(counted(10))
    assert await importing.folder(counted(11)) == Counts(recorded=1, already_there=ROWS - 1)
    later = CountPopulation(community_id("01"), 12, 2034)
    await importing.register.record.execute(later, by=OPERATOR)
    assert await importing.folder(counted(11)) == Counts(already_there=ROWS)
    assert (await importing.community("01")).population == 12


@pytest.mark.parametrize("number", ["many", "-1", "1.5", "1e3", "١٢", "1" * 10])
async def test_what_is_no_number_of_inhabitants_is_named(importing: Importing, tmp_path: Path, number: str) -> None:
    folder = written(tmp_path, regions=["code,name_fr,population_2024", f"01,Nord,{number}", "02,Sud,7"])
    await importing.folder(folder)
    assert ("regions.csv", 2) in importing.places()
    assert (await importing.community("02")).population == 7


async def test_another_country_has_its_own_kinds_languages_and_time_zone(importing: Importing, tmp_path: Path) -> None:
    folder = written(
        tmp_path,
        regions=["name_pt,code", "Madeira,pt.30"],
        provinces=["code,region_code,name_pt,kind", "pt.31,pt.30,Ilha da Madeira,island"],
        communes=["code,province_code,name_pt,extra", "pt.3103,pt.31,Funchal,x"],
    )
    assert await importing.folder(folder, time_zone="Atlantic/Madeira") == Counts(recorded=3)
    found = [await importing.community(code) for code in ("pt.30", "pt.31", "pt.3103")]
    assert [one.kind for one in found] == ["region", "island", "commune"]
    assert {one.time_zone for one in found} == {"Atlantic/Madeira"}
    assert found[2].name == {"pt": "Funchal"}


async def test_an_interrupted_import_goes_on(
    importing: Importing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "BATCH", 2)
    execute_atomically, calls = importing.register.record.execute_atomically, list[int]()

    async def lost(requests: Sequence[Request]) -> list[Outcome]:
        calls.append(len(requests))
        outcome = await execute_atomically(requests)
        if len(calls) == 2:  # it is recorded, but nobody hears of it
            raise psycopg.OperationalError("the connection is lost")
        return outcome

    monkeypatch.setattr(importing.register.record, "execute_atomically", lost)
    assert await importing.folder(written(tmp_path)) == Counts(recorded=ROWS)
    assert calls == [2, 2, 2]
    assert len(await importing.log()) == 2 * ROWS


async def test_two_imports_at_once_record_each_row_once(importing: Importing) -> None:
    counts: list[Counts] = []

    async def one() -> None:
        counts.append(await Importing(importing.register).folder(SHIPPED))

    async with anyio.create_task_group() as both:
        both.start_soon(one)
        both.start_soon(one)
    assert sorted(one.recorded for one in counts) == [0, 1_590]
    assert sum(one.recorded + one.already_there for one in counts) == 2 * 1_590
    assert len(await importing.log()) == 3 * 1_590


async def test_an_own_name_given_since_gives_way_to_the_official_one(importing: Importing, tmp_path: Path) -> None:
    await importing.folder(written(tmp_path))
    own = Rename(community_id("01"), {"fr": "Le Nord", "ar": "الشمال"})
    await importing.register.record.execute(own, by=OPERATOR)
    assert await importing.folder(written(tmp_path)) == Counts(recorded=1, already_there=ROWS - 1)
    assert (await importing.community("01")).name["fr"] == "Nord"
