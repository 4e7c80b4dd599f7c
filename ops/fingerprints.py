"""Whether two requests under one idempotency key are the same, by keyed digests that are stored with the outcome.

A digest depends on the names that commands and principals carry as tags, and on no name in the code. Up to commit 113ab9b it
depended on module and class names: a frozen table of them recognises the digests that were stored then.
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
"""From a command's name to the module and the class that it had."""

OLD_PRINCIPALS = {"account": "Account", "outsider": "Outsider", "system": "System"}


def fingerprint(keyring: Keyring, request: Request) -> bytes:
    """16 bytes that tell whether two requests are the same, and nothing else about them."""
    return keyring.fingerprint(_encode((request.command, request.by, request.on_behalf_of, request.occurred_at)))


def is_same(keyring: Keyring, request: Request, stored: bytes) -> bool:
    """Whether a stored fingerprint is this request's."""
    return stored in (fingerprint(keyring, request), fingerprint_at_113ab9b(keyring, request))


def fingerprint_at_113ab9b(keyring: Keyring, request: Request) -> bytes | None:
    """The fingerprint that the code of 113ab9b stored. None for a command that it did not have."""
    command = msgspec.to_builtins(request.command)
    name = command.pop("type")
    if name not in OLD_CLASSES:
        return None
    by = msgspec.to_builtins(request.by)
    names = (*OLD_CLASSES[name].split(), OLD_PRINCIPALS[by["kind"]])
    behalf = None if request.on_behalf_of is None else without_tag(request.on_behalf_of)
    return keyring.fingerprint(_encode((names, command, without_tag(request.by), behalf, request.occurred_at)))


def without_tag(principal: Any) -> dict[str, Any]:
    """A principal as it was written then: accounts and outsiders had no tags."""
    fields: dict[str, Any] = msgspec.to_builtins(principal)
    if isinstance(principal, Account | Outsider):
        del fields["kind"]
    return fields
