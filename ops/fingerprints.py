"""Fingerprints of requests: keyed digests, stored with outcomes, that show whether an idempotency key was reused for another
request.

A fingerprint depends on the tags of commands and principals, not on names in the code. Up to commit 113ab9b it depended on module
and class names; a frozen table of these names recognises the fingerprints that were stored then.
"""

from pathlib import Path
from typing import Any

import msgspec

from domain.record import Account, Outsider, Request
from ops.keys import Keyring

_encode = msgspec.json.Encoder(order="sorted").encode

OLD_CLASSES: dict[str, str] = msgspec.json.decode(
    (Path(__file__).parent / "command_classes_at_113ab9b.json").read_bytes()
)
"""By a command's tag: the names that its module and class had."""

OLD_PRINCIPALS = {"account": "Account", "outsider": "Outsider", "system": "System"}


def fingerprint(keyring: Keyring, request: Request) -> bytes:
    """A keyed digest of a request, 16 bytes: equal for equal requests, and it reveals nothing else."""
    return keyring.fingerprint(_encode((request.command, request.by, request.on_behalf_of, request.occurred_at)))


def is_same(keyring: Keyring, request: Request, stored: bytes) -> bool:
    """Whether a stored fingerprint belongs to this request."""
    return stored in (fingerprint(keyring, request), fingerprint_at_113ab9b(keyring, request))


def fingerprint_at_113ab9b(keyring: Keyring, request: Request) -> bytes | None:
    """The fingerprint that the code of 113ab9b stored; None for a command that it did not know."""
    command = msgspec.to_builtins(request.command)
    name = command.pop("type")
    if name not in OLD_CLASSES:
        return None
    by = msgspec.to_builtins(request.by)
    names = (*OLD_CLASSES[name].split(), OLD_PRINCIPALS[by["kind"]])
    behalf = None if request.on_behalf_of is None else without_tag(request.on_behalf_of)
    return keyring.fingerprint(_encode((names, command, without_tag(request.by), behalf, request.occurred_at)))


def without_tag(principal: Any) -> dict[str, Any]:
    """A principal as it was encoded then: accounts and outsiders had no tags."""
    fields: dict[str, Any] = msgspec.to_builtins(principal)
    if isinstance(principal, Account | Outsider):
        del fields["kind"]
    return fields
