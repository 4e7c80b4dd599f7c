"""Fingerprints of requests depend on no name in the code."""

from datetime import UTC, datetime
from uuid import UUID

import msgspec
import pytest

from domain.kernel import Command, Organisation, System
from domain.participation.ballot import Cast
from domain.record import Account, Outsider, Principal, Represented, Request
from domain.registry import DECIDER_OF
from ops.fingerprints import OLD_CLASSES, fingerprint, fingerprint_at_113ab9b, is_same
from ops.keys import Keyring

KEYRING = Keyring(bytes(range(32)))
ONE, OTHER = UUID(int=1), UUID(int=2)
AT = datetime(2026, 11, 27, tzinfo=UTC)


def request(command: Command, by: Principal = Account(ONE), behalf: Represented | None = None) -> Request:
    return Request(command, by, UUID(int=9), behalf, AT)


def renamed(kind: type[Command]) -> type[Command]:
    """The same command as a class of another name in another module."""
    fields = [(one.name, one.type) for one in msgspec.structs.fields(kind)]
    tag = str(kind.__struct_config__.tag)
    return msgspec.defstruct("Renamed", fields, bases=(Command,), module="elsewhere", frozen=True, tag=tag)


def test_a_command_is_the_same_under_another_name_of_its_class_and_module() -> None:
    as_it_is, moved = Cast(ONE, OTHER, "agree"), renamed(Cast)(ONE, OTHER, "agree")  # type: ignore[call-arg]
    assert fingerprint(KEYRING, request(as_it_is)) == fingerprint(KEYRING, request(moved))
    stored = fingerprint_at_113ab9b(KEYRING, request(as_it_is))
    assert stored is not None
    assert is_same(KEYRING, request(moved), stored)


@pytest.mark.parametrize(
    ("by", "behalf"),
    [
        (Account(OTHER), None),
        (System("operator"), None),
        (Account(ONE), Outsider("desk")),
        (Account(ONE), Account(OTHER)),
        (Account(ONE), Organisation(ONE, OTHER)),
    ],
)
def test_another_principal_is_another_request(by: Principal, behalf: Represented | None) -> None:
    command = Cast(ONE, OTHER, "agree")
    stored = fingerprint(KEYRING, request(command))
    assert not is_same(KEYRING, request(command, by, behalf), stored)
    assert is_same(KEYRING, request(command, by, behalf), fingerprint(KEYRING, request(command, by, behalf)))


def test_every_command_has_a_name_of_its_own_that_stays() -> None:
    names = {str(kind.__struct_config__.tag) for kind in DECIDER_OF}
    assert len(names) == len(DECIDER_OF)
    for kind, decider in DECIDER_OF.items():
        assert str(kind.__struct_config__.tag).startswith(f"{decider.noun.name}."), kind
    assert set(OLD_CLASSES) <= names, "stored fingerprints hold these names"
