"""Recognises the rows of an export that the log has already, whichever kind of export they came from then.

A row from the same kind of export has the same command id. Exports of a server have times in milliseconds, those of a report's
page the same times rounded down to seconds: a row is also recorded if the log has as many equal ones within its second.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from domain.kernel import Entry
from domain.registry import decode
from ops.imports.polis.conversation import Conversation, milliseconds
from ops.imports.polis.staging import StagedRow
from ops.wiring import Services
from projections.toolkit.sql import queries_of

QUERIES = queries_of(__file__)


async def recorded_among(register: Services, conversation: Conversation, rows: Sequence[StagedRow]) -> list[StagedRow]:
    """Those rows that are recorded already."""
    ids = {conversation.command_id(row): row for row in rows}
    async with register.pool.connection() as db:
        stored = await (await db.execute(QUERIES["commands"], {"ids": list(ids)}, binary=True)).fetchall()
    recorded = [ids.pop(id) for (id,) in stored]
    rest = list(ids.values())
    recorded += await _votes(register, conversation, [row for row in rest if row.body is None])
    recorded += await _comments(register, conversation, [row for row in rest if row.body is not None])
    return recorded


async def _votes(register: Services, conversation: Conversation, rows: Sequence[StagedRow]) -> list[StagedRow]:
    """The votes of which as many are recorded within their second."""
    streams = {conversation.ballot(row) for row in rows}
    cast = Counter(
        (entry.stream, milliseconds(entry.occurred_at) // 1000, entry.data.choice)
        for entry in await _entries(register, "votes", streams)
    )
    return [row for row in rows if cast[conversation.ballot(row), row.at // 1000, row.choice] >= row.within]


async def _comments(register: Services, conversation: Conversation, rows: Sequence[StagedRow]) -> list[StagedRow]:
    """The comments that are recorded within their second, with the same author and text. An erased text may be any."""
    submitted = {
        entry.stream: entry
        for entry in await _entries(register, "submissions", {conversation.proposal(row.comment) for row in rows})
    }
    texts = await register.vault.open([(entry.event_id, "body") for entry in submitted.values()])
    recorded = []
    for row in rows:
        entry = submitted.get(conversation.proposal(row.comment))
        if entry is not None and milliseconds(entry.occurred_at) // 1000 == row.at // 1000:
            text = texts.get((entry.event_id, "body"))
            same_text = text is None or text.split() == (row.body or "").split()
            if same_text and getattr(entry.author, "id", None) == conversation.pseudonym(row):
                recorded.append(row)
    return recorded


async def _entries(register: Services, query: str, streams: set[UUID]) -> list[Entry[Any]]:
    if not streams:
        return []
    async with register.pool.connection() as db:
        rows = await (await db.execute(QUERIES[query], {"streams": list(streams)}, binary=True)).fetchall()
    return [decode(entry) for (entry,) in rows]
