"""Asks a server with the demonstration."""

from collections.abc import Iterator

import httpx
import pytest

from tests.kit.server_process import Served


@pytest.fixture
def site(demo_site: Served) -> Served:
    return demo_site


@pytest.fixture
def client(site: Served) -> Iterator[httpx.Client]:
    with site.client() as client:
        yield client
