"""A second record beside the first, for what goes from one to another."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from ops.settings import Settings


@pytest.fixture
def another(server: str, tmp_path: Path) -> Iterator[Settings]:
    """Settings of another empty record, in a database of its own; nothing has been made in it."""
    name = f"test_{uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as db:
        db.execute(f'create database "{name}"')
    yield Settings(data_dir=tmp_path / "another", database_url=server.replace("/postgres?", f"/{name}?"))
    with psycopg.connect(server, autocommit=True) as db:
        db.execute(f'drop database "{name}" with (force)')
