"""Records beside the first, for what goes from one to another."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from ops.keys import Keyring, read_master_key
from ops.settings import Settings
from ops.wiring import Services, opened
from tests.kit.full_record import Living
from tests.ops.backups import back_up, lived


@contextmanager
def empty(server: str, folder: Path) -> Iterator[Settings]:
    """Settings of an empty record, in a database of its own; nothing has been made in it."""
    name = f"test_{uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as db:
        db.execute(f'create database "{name}"')
    yield Settings(data_dir=folder, database_url=server.replace("/postgres?", f"/{name}?"))
    with psycopg.connect(server, autocommit=True) as db:
        db.execute(f'drop database "{name}" with (force)')


@pytest.fixture
def another(server: str, tmp_path: Path) -> Iterator[Settings]:
    with empty(server, tmp_path / "another") as settings:
        yield settings


@pytest.fixture(scope="module")
def lasting(server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """One for all tests of a module, which only read it."""
    with empty(server, tmp_path_factory.mktemp("lasting") / "record") as settings:
        yield settings


@pytest.fixture
async def living(register: Services) -> Living:
    return await lived(register)


@pytest.fixture
def keyring(settings: Settings) -> Keyring:
    return Keyring(read_master_key(settings.master_key))


@pytest.fixture(scope="module")
def kept(lasting: Settings) -> tuple[bytes, Keyring]:
    """A backup, and the master key's keyring."""

    async def make() -> bytes:
        async with opened(lasting) as register:
            await lived(register)
            file = lasting.data_dir / "backup"
            back_up(register, file)
            return file.read_bytes()

    return asyncio.run(make()), Keyring(read_master_key(lasting.master_key))


@pytest.fixture
def file(kept: tuple[bytes, Keyring], tmp_path: Path) -> Path:
    file = tmp_path / "backup.tar.gz"
    file.write_bytes(kept[0])
    return file


@pytest.fixture
def its_key(kept: tuple[bytes, Keyring]) -> Keyring:
    return kept[1]
