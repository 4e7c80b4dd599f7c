"""A register with something in it, and GraphQL on it."""

from collections.abc import AsyncIterator

import pytest

from api.graphql.engine import readers
from ops.wiring import Services
from tests.kit.consultation_scene import Scene
from tests.kit.graphql_client import Client, served


@pytest.fixture
async def scene(register: Services) -> AsyncIterator[Scene]:
    scene = await Scene(register).set()
    yield scene
    scene.close()


@pytest.fixture
async def client(register: Services, scene: Scene, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Client]:
    """GraphQL on the scene; it looks each time anew how far the read models have come."""
    scene.catch_up()
    monkeypatch.setattr(readers, "FRESH", 0)
    async with served(register) as client:
        yield client
