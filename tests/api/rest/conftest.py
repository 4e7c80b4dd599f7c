"""A world with the API and one community."""

from collections.abc import AsyncIterator

import pytest

from ops.wiring import Services
from tests.kit.api_over_http import World, world


@pytest.fixture
async def api(register: Services) -> AsyncIterator[World]:
    async with world(register) as made:
        await made.community()
        yield made
