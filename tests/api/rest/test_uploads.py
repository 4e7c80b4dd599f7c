"""Uploads over HTTP: an account has a share a day; files that no event names are deleted, and no file that one names."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from hashlib import sha256

import msgspec
import pytest
from obstore.store import MemoryStore

from api.ports import FilesAway
from ops.files import FileStore
from ops.unnamed_files import sweep, sweep_unnamed_files
from tests.api.rest.test_files import MINUTES, named, officer, put
from tests.kit.api_over_http import Person, World, problem

pytestmark = pytest.mark.anyio

ADDRESS = sha256(MINUTES).hexdigest()
DAY = timedelta(hours=24)
LATER = 60.0
"""Seconds for whatever a loaded machine may take."""


def limit(api: World, **limits: int) -> None:
    context = api.app.state.context
    api.app.state.context = msgspec.structs.replace(context, limits=msgspec.structs.replace(context.limits, **limits))


async def counted(api: World, by: Person) -> tuple[int, int]:
    async with api.register.pool.connection() as db:
        found = await db.execute("select bytes, files from accounts.upload where account = %s", [by.account.id])
        ((size, files),) = await found.fetchall()
    return size, files


async def days_pass(api: World, hours: int = 25) -> None:
    async with api.register.pool.connection() as db:
        await db.execute("update uploaded_file set used_at = used_at - make_interval(hours => %s)", [hours])
        await db.execute("update accounts.upload set day = day - 1")


async def swept(api: World, patience: float = LATER) -> list[str]:
    return await sweep(api.register.pool, api.register.files, DAY, patience=patience)


async def rows(api: World) -> list[str]:
    async with api.register.pool.connection() as db:
        return [row[0] for row in await (await db.execute("select sha256 from uploaded_file")).fetchall()]


class Held:
    """A file store whose next deletion waits."""

    def __init__(self, files: FileStore, monkeypatch: pytest.MonkeyPatch) -> None:
        self.begun, self.go = asyncio.Event(), asyncio.Event()
        delete = files.delete

        async def held(sha256: str) -> None:
            self.begun.set()
            await self.go.wait()
            await delete(sha256)

        monkeypatch.setattr(files, "delete", held)


async def waits_for_a_lock(api: World) -> None:
    """Returns when a query of this database waits for another's lock."""
    waiting = """
        select from pg_locks join pg_stat_activity using (pid) where datname = current_database() and not granted
    """
    async with asyncio.timeout(LATER), api.register.pool.connection() as db:
        while await (await db.execute(waiting)).fetchone() is None:  # noqa: ASYNC110
            await asyncio.sleep(0.02)


async def test_bytes_above_the_share_of_a_day_are_refused_before_they_are_stored(api: World) -> None:
    by, other = await officer(api), await officer(api)
    limit(api, upload_bytes=2_000_000)
    assert (await put(by, b"a" * 1_500_000)).status_code == 201
    sent = 0

    async def body() -> AsyncIterator[bytes]:
        nonlocal sent
        sent += 1
        yield b"b" * 600_000

    refused = await put(by, body(), **{"Content-Length": "600000"})
    told = problem(refused, 429, "file.over-quota")
    assert (told["files"], told["megabytes"]) == (200, 2)
    assert 0 < int(refused.headers["retry-after"]) <= 86_400
    assert len(list(api.register.files.local())) == 1
    assert await counted(api, by) == (1_500_000, 1)
    assert (await put(by, b"c" * 500_000)).status_code == 201
    assert (await put(other, b"d" * 1_500_000)).status_code == 201
    await days_pass(api)
    assert (await put(by, b"e" * 2_000_000)).status_code == 201
    problem(await put(by, b"f"), 429, "file.over-quota")


async def test_files_above_the_share_of_a_day_are_refused(api: World) -> None:
    by = await officer(api)
    limit(api, upload_files=2)
    assert [(await put(by, content)).status_code for content in (b"a", b"b", b"c")] == [201, 201, 429]
    limit(api, upload_files=0)
    problem(await put(await officer(api), b"d"), 429, "file.over-quota")


async def test_uploads_at_once_share_what_is_left(api: World) -> None:
    """Each was allowed, because none was stored yet."""
    by = await officer(api)
    limit(api, upload_bytes=3_500_000)
    answers = await asyncio.gather(*(put(by, bytes([number]) * 1_000_000) for number in range(10)))
    assert sorted(answer.status_code for answer in answers) == [201] * 3 + [429] * 7
    assert len(list(api.register.files.local())) == 3


async def test_only_stored_bytes_count(api: World) -> None:
    by = await officer(api)

    async def unannounced() -> AsyncIterator[bytes]:
        yield b"x" * 700

    assert (await put(by, unannounced())).status_code == 201
    assert await counted(api, by) == (700, 1)
    assert (await put(by, b"x" * 700)).status_code == 200
    assert await counted(api, by) == (700, 2)
    problem(await put(by, b""), 422, "file.empty")
    assert await counted(api, by) == (700, 2)


@pytest.mark.parametrize(("language", "said"), [("ar", "تم بلوغ الحد"), ("fr", "La limite"), ("en", "The daily limit")])
async def test_the_refusal_is_in_the_language_of_the_reader(api: World, language: str, said: str) -> None:
    by = await officer(api)
    limit(api, upload_files=0)
    refused = await put(by, MINUTES, **{"Accept-Language": language})
    assert refused.json()["detail"].startswith(said)


async def test_a_file_that_nobody_names_is_deleted_after_a_day_and_no_other(api: World) -> None:
    """Files that nobody named stayed for ever."""
    by = await officer(api)
    document = await api.file(by, MINUTES)
    assert (await named(api, by, document)).status_code == 200
    await put(by, b"nobody names this")
    await days_pass(api)
    await put(by, b"nobody names this yet")
    await api.catch_up()
    assert await swept(api) == [sha256(b"nobody names this").hexdigest()]
    young = sha256(b"nobody names this yet").hexdigest()
    assert sorted(path.name for path in api.register.files.local()) == sorted([ADDRESS, young])
    assert await rows(api) == [young]
    assert (await api.http.get(f"/api/v1/files/{ADDRESS}")).content == MINUTES
    assert await swept(api) == []


async def test_a_file_that_comes_again_is_young_again(api: World) -> None:
    by = await officer(api)
    await put(by, MINUTES)
    await days_pass(api)
    assert (await put(by, MINUTES)).status_code == 200
    assert await swept(api) == []


async def test_nothing_is_deleted_while_the_read_models_are_behind_the_log(api: World) -> None:
    by = await officer(api)
    assert (await named(api, by, await api.file(by, MINUTES))).status_code == 200
    await days_pass(api)  # the read models do not know the minutes yet
    assert await swept(api, patience=0.0) == []
    assert await rows(api) == [ADDRESS]
    await api.catch_up()
    assert await swept(api) == []
    assert [path.name for path in api.register.files.local()] == [ADDRESS]


async def test_a_command_that_names_an_old_file_keeps_it(api: World) -> None:
    by = await officer(api)
    document = await api.file(by, MINUTES)
    await days_pass(api)
    problem(await named(api, by, {**document, "size": 1}), 422, "file.other-size")
    await api.catch_up()
    assert await swept(api) == []


async def test_a_command_that_names_a_file_while_it_is_deleted_is_refused(
    api: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    by = await officer(api)
    document = await api.file(by, MINUTES)
    await days_pass(api)
    held = Held(api.register.files, monkeypatch)
    sweeping = asyncio.create_task(swept(api))
    await asyncio.wait_for(held.begun.wait(), LATER)
    naming = asyncio.create_task(named(api, by, document))
    await waits_for_a_lock(api)
    held.go.set()
    problem(await naming, 422, "file.not-there")
    assert await sweeping == [ADDRESS]
    assert not [entry for _, entry in await api.entries() if ADDRESS in str(entry)]


async def test_a_file_that_comes_again_while_it_is_deleted_is_stored(
    api: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    by = await officer(api)
    document = await api.file(by, MINUTES)
    await days_pass(api)
    held = Held(api.register.files, monkeypatch)
    sweeping = asyncio.create_task(swept(api))
    await asyncio.wait_for(held.begun.wait(), LATER)
    sending = asyncio.create_task(put(by, MINUTES))
    await waits_for_a_lock(api)
    held.go.set()
    assert (await sending).status_code == 201
    assert await sweeping == [ADDRESS]
    assert (await named(api, by, document)).status_code == 200


async def test_files_without_a_row_stay(api: World) -> None:
    """Files of a restored backup, or of a version without the sweep."""

    async def restored() -> AsyncIterator[bytes]:
        yield MINUTES

    await api.register.files.keep(restored())
    assert await swept(api) == []
    assert [path.name for path in api.register.files.local()] == [ADDRESS]


async def test_a_bucket_is_swept_too_and_one_that_is_away_is_swept_later(
    api: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    bucket = FileStore(MemoryStore(), None)
    by = await officer(api)
    await put(by, MINUTES)
    await days_pass(api)

    async def sent() -> AsyncIterator[bytes]:
        yield MINUTES

    async def away(sha256: str) -> None:
        raise FilesAway("no answer")

    await bucket.keep(sent())
    with monkeypatch.context() as patched:
        patched.setattr(bucket, "delete", away)
        assert await sweep(api.register.pool, bucket, DAY, patience=LATER) == []
    assert await rows(api) == [ADDRESS]
    assert await sweep(api.register.pool, bucket, DAY, patience=LATER) == [ADDRESS]
    assert await bucket.size(ADDRESS) is None
    await bucket.delete(ADDRESS)  # twice does no harm


async def test_the_server_sweeps_by_itself(api: World) -> None:
    await put(await officer(api), MINUTES)
    await days_pass(api)
    sweeping = asyncio.create_task(sweep_unnamed_files(api.register.pool, api.register.files, DAY, pause=0.05))
    async with asyncio.timeout(LATER):
        while list(api.register.files.local()):  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    sweeping.cancel()
    await asyncio.wait([sweeping])
