"""Records beside the first, for what goes from one to another."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from ops.settings import Settings


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
