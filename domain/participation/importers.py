"""The processes that bring in contributions that people made elsewhere, with their source."""

import msgspec

from domain.kernel import Act

IMPORTER = "polis-import"
IDEAS_IMPORTER = "ideas-import"
"""Brings in the ideas of workshops and desks from spreadsheets."""

IMPORTERS = frozenset({IMPORTER, IDEAS_IMPORTER})


class Source(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The other system that an imported consultation was held on, and its address there."""

    system: str
    reference: str


def is_import(act: Act) -> bool:
    return getattr(act.actor, "name", None) in IMPORTERS
