"""When a consultation is open: while it takes contributions."""

from datetime import datetime
from typing import Literal

Phase = Literal["imported", "upcoming", "open", "closed"]


def phase(opens: datetime, closes: datetime | None, moment: datetime, *, closed: bool, imported: bool) -> Phase:
    """How a consultation stands at a moment. `closed` says that somebody has closed it by then, before its time or at it;
    `imported` that it was held elsewhere: it takes no contributions here."""
    if imported:
        return "imported"
    if closed or (closes is not None and closes <= moment):
        return "closed"
    return "upcoming" if moment < opens else "open"
