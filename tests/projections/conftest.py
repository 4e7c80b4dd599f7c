"""Read models of a real register."""

import pytest

from ops.wiring import Services
from tests.projections.what_waits import Kept


@pytest.fixture
def kept(register: Services) -> Kept:
    return Kept(register)
