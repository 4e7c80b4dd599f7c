"""A log to publish."""

import pytest

from ops.wiring import Register
from tests.consumers.voting import Voting


@pytest.fixture
async def voting(register: Register) -> Voting:
    return await Voting(register).open()
