"""Read models of a real register."""

from collections.abc import Iterator
from typing import Any

import pytest
from psycopg import Connection

from ops.database import Database
from ops.wiring import Services
from tests.projections.what_waits import Kept


@pytest.fixture
def kept(register: Services) -> Kept:
    return Kept(register)


@pytest.fixture
def db(database: Database) -> Iterator[Connection[Any]]:
    """A connection as the owner of the database."""
    with database.as_owner() as db:
        yield db
