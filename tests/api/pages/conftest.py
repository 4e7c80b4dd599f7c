"""A server with the demonstration, for all tests of pages."""

from collections.abc import Iterator

import httpx
import pytest

from tests.served import Served, served


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("site") / "record", "--demo") as server:
        yield server


@pytest.fixture
def client(site: Served) -> Iterator[httpx.Client]:
    with site.client() as client:
        yield client
