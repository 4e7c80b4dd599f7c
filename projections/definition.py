"""What a read model was made by, as a digest: another digest says that its rows may be others now."""

import sys
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import Any

FORM = 1
"""How all read models are kept. Another number makes all of them once more."""

MECHANISMS = {
    "projections.kernel",
    "projections.columns",
    "projections.definition",
    "projections.lists",
    "projections.sql",
}


def digest(tables: str, *made_by: Any) -> str:
    """SHA-256, as hex, of the SQL that makes a table and of the source that some functions and classes stand in, with that
    of the read models which it takes something from."""
    parts = [str(FORM).encode(), tables.encode(), *sources(made_by)]
    return sha256(b"".join(sha256(part).digest() for part in parts)).hexdigest()


def sources(made_by: Iterable[Any]) -> list[bytes]:
    """The source of the modules that some functions and classes stand in, and of what those take from other read models."""
    found: dict[str, bytes] = {}
    waiting = [one.__module__ for one in made_by]
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        module = sys.modules[name]
        found[name] = Path(str(module.__file__)).read_bytes()
        taken = {str(getattr(value, "__module__", "")) for value in vars(module).values()}
        waiting += [other for other in taken if other.startswith("projections.") and other not in MECHANISMS]
    return [found[name] for name in sorted(found)]
