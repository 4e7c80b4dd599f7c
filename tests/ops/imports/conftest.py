"""Imports into a real register."""

from collections.abc import Iterator

import pytest

from domain.communities.community import Register as RegisterCommunity
from domain.kernel import System
from ops.imports.polis.staging import Staging
from ops.wiring import Services
from tests.ops.imports.plan_import import CODE, Imports
from tests.ops.imports.polis_import import Importing


@pytest.fixture
def importing(register: Services) -> Iterator[Importing]:
    staging = Staging()
    yield Importing(register, staging)
    staging.close()


@pytest.fixture
async def imports(register: Services) -> Imports:
    command = RegisterCommunity(CODE, {"ar": "جماعة"}, "Africa/Casablanca", "region", None, "MA")
    await register.record.execute(command, by=System("operator"))
    return Imports(register)
