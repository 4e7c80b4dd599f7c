"""A log to publish."""

import pytest

from ops.wiring import Services
from tests.consumers.voting import Voting


@pytest.fixture
async def voting(register: Services) -> Voting:
    return await Voting(register).open()
