"""A database whose clock differs from this machine's: nothing is recorded, and that is said.

The clock of the database cannot be moved in a test. Instead, the function and the query that ask for its time add some hours
to it.
"""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from psycopg import Connection

from consumers.clocks.close_consultations_when_due import close_consultations_when_due
from domain.communities import community, office
from domain.kernel import System
from domain.participation.consultation import Open
from domain.record import Account, ClocksDiffer
from ops import clock, postgres, record
from ops.database import Database
from ops.settings import Settings, read_settings
from ops.wiring import Services, opened
from projections.models import MODELS
from projections.toolkit.runner import Runner
from tests.kit.api_over_http import problem, world

pytestmark = pytest.mark.anyio

PLACE = community.community_id("01.001")
OFFICER = Account(uuid4())
OPERATOR = System("operator")


def shift(db: Connection[Any], monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    """Moves the clock of a record's database, from what it was, for all that ask for it."""
    for (function,) in db.execute(
        "select pg_get_functiondef(oid) from pg_proc where pronamespace = 'record'::regnamespace and proname = 'append'"
    ).fetchall():
        before, _, after = function.partition("clock := ")
        after = after.partition(";")[2]
        db.execute(f"{before}clock := clock_timestamp() + interval '{seconds} seconds';{after}")
    query = f"select extract(epoch from clock_timestamp() + interval '{seconds} seconds')::float8"
    monkeypatch.setattr(clock, "DATABASE_TIME", query)


@pytest.fixture
def owner(settings: Settings) -> Any:
    with psycopg.connect(str(settings.database_url), autocommit=True) as db:
        db.execute("set search_path = record")
        yield db


def log_time(db: Connection[Any]) -> Any:
    return db.execute("select next, at from head").fetchone()


@pytest.fixture
async def place(register: Services) -> Services:
    holder = register.keyring.pseudonym(PLACE, OFFICER.person.bytes)
    await register.record.execute(community.Register("01.001", {"ar": "جماعة"}), by=OPERATOR)
    await register.record.execute(office.Grant(PLACE, holder, "focal_point"), by=OPERATOR)
    return register


@pytest.mark.parametrize("hours", [3, -3])
async def test_a_start_is_refused(settings: Settings, monkeypatch: pytest.MonkeyPatch, hours: int) -> None:
    monkeypatch.setattr(
        clock, "DATABASE_TIME", f"select extract(epoch from clock_timestamp()) + {hours * 3600}::float8"
    )
    with pytest.raises(postgres.Unsuitable, match="10,800.0 seconds (ahead of|behind) this machine's"):
        async with opened(settings):
            pass


async def test_a_start_waits_for_a_virtual_machine_s_time_service(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    differences = iter([40.0, 40.0, 0.0])
    monkeypatch.setattr(clock, "ahead", lambda db: next(differences))
    Database(settings).start()
    assert next(differences, None) is None


@pytest.mark.parametrize("hours", [3, -3])
async def test_commands_are_refused_at_once_and_log_time_stays(
    place: Services, owner: Connection[Any], monkeypatch: pytest.MonkeyPatch, hours: int
) -> None:
    """They were tried again for a minute, and then said that the database was away."""
    before = log_time(owner)
    monkeypatch.setattr(record, "RETRY_SECONDS", 1e6)
    shift(owner, monkeypatch, hours * 3600)
    now = datetime.now(UTC)
    opening = Open(PLACE, uuid4(), {"fr": "Les places"}, {}, now, now + timedelta(days=1))
    with pytest.raises(ClocksDiffer, match="10,800"):
        await place.record.execute(opening, by=OFFICER)
    assert log_time(owner) == before
    shift(owner, monkeypatch, 0)
    await place.record.execute(opening, by=OFFICER)


async def test_commands_wait_for_a_difference_that_passes(
    place: Services, owner: Connection[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    shift(owner, monkeypatch, 40)
    now = datetime.now(UTC)
    opening = Open(PLACE, uuid4(), {"fr": "Les places"}, {}, now, now + timedelta(days=1))
    waiting = asyncio.create_task(place.record.execute(opening, by=OFFICER))
    await asyncio.sleep(0.5)
    assert not waiting.done()
    shift(owner, monkeypatch, 0)
    assert (await waiting).events == 1


async def test_a_difference_that_stays_is_said_in_the_end(
    place: Services, owner: Connection[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(record, "RETRY_SECONDS", 0.2)
    shift(owner, monkeypatch, 40)
    with pytest.raises(ClocksDiffer, match="40"):
        await place.record.execute(community.Register("01.002", {"ar": "جماعة"}), by=OPERATOR)


async def test_no_consultation_is_closed(
    place: Services, owner: Connection[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the database's clock ahead, and with the clock ahead by which the closing clock finds what is due."""
    errors: list[str] = []
    monkeypatch.setattr("consumers.clocks.clock.log.error", lambda text, *values: errors.append(text % values))
    now, id = datetime.now(UTC), uuid4()
    await place.record.execute(Open(PLACE, id, {"fr": "Les places"}, {}, now, now + timedelta(hours=1)), by=OFFICER)
    runner = Runner(place.database, MODELS)
    await asyncio.to_thread(runner.catch_up)
    before = log_time(owner)
    shift(owner, monkeypatch, 3 * 3600)
    closing = asyncio.create_task(close_consultations_when_due(place.record, place.pool))
    await asyncio.sleep(1.5)
    assert log_time(owner) == before

    class Later(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> Any:
            return datetime.now(tz) + timedelta(hours=3)

    shift(owner, monkeypatch, 0)
    monkeypatch.setattr(record, "datetime", Later)
    monkeypatch.setattr("consumers.clocks.clock.datetime", Later)
    monkeypatch.setattr(place.record.clock, "ahead", lambda: asyncio.sleep(0, -10_800.0))
    async with asyncio.timeout(60):
        while not errors:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    assert "10,800.0 seconds behind" in errors[0]
    closing.cancel()
    assert log_time(owner) == before
    runner.close()


async def test_the_server_says_that_it_is_not_ready(
    place: Services, owner: Connection[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    runner = Runner(place.database, MODELS)
    await asyncio.to_thread(runner.catch_up)
    runner.close()
    async with world(place) as api:
        operator = await api.operator()
        shift(owner, monkeypatch, 3 * 3600)
        answer = await api.http.get("/readyz")
        assert answer.status_code == 503
        assert "seconds ahead of this machine's" in answer.json()["reason"]
        problem(await operator.post("/communities", {"code": "01.002", "name": {"ar": "جماعة"}}), 503, "clocks-differ")


def test_the_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read_settings().clock_skew == 300
    monkeypatch.setenv("SIJILL_CLOCK_SKEW", "20")
    assert read_settings().clock_skew == 20
