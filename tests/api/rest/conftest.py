"""A world with the API and one community."""

from collections.abc import AsyncIterator

import pytest

from ops.wiring import Register
from tests.api.rest.world import World, world


@pytest.fixture
async def api(register: Register) -> AsyncIterator[World]:
    async with world(register) as made:
        await made.community()
        yield made
