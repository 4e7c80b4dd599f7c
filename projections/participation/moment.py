"""When the ballots of an imported consultation were cast: which position its record had reached by then.

Ballots stand in the log in the order in which they were cast, so that one look-up turns a day into a position.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from domain.kernel import Entry
from domain.participation.ballot import BallotCast, BallotChanged, BallotConfirmed
from domain.participation.importers import IMPORTER
from projections.toolkit.kernel import Index
from projections.toolkit.sql import queries_of


def rows(entry: Entry[Any]) -> Iterable[tuple[UUID, datetime]]:
    if getattr(entry.actor, "name", None) == IMPORTER:
        yield entry.root, entry.occurred_at


moments = Index(
    "moment", ("root", "occurred_at"), (BallotCast, BallotChanged, BallotConfirmed), rows, queries_of(__file__)
)
