"""What a test needs of the machine."""

import os

import pytest


def missing(what: str) -> None:
    """Skips a test loudly for something that this machine lacks; where all tests must run (SIJILL_ALL_TESTS), fails it."""
    if os.environ.get("SIJILL_ALL_TESTS"):
        pytest.fail(f"not on this machine: {what}")
    pytest.skip(f"NOT TESTED: not on this machine: {what}")
