"""Sessions that were entered after their day, and wait for another person to confirm them: computed by the rule that refuses to
close their votes, on the same entries."""

from collections.abc import Sequence
from functools import reduce
from typing import Any
from uuid import UUID

import msgspec

from domain.across.session import AUTHORITY
from domain.decisions.late_entry import entered_after_their_day, is_unconfirmed, recorders_of
from domain.decisions.resolution import resolutions
from domain.decisions.resolution_state import Resolution
from domain.decisions.session import sessions
from domain.decisions.session_state import Session
from domain.kernel import Entry
from domain.registry import decode
from domain.rules.law import Law
from domain.rules.rulesets import Rulebook
from projections.queries.clocks import ClockRow
from projections.toolkit.sql import Fetch, queries_of

QUERIES = queries_of(__file__)


class Voting(msgspec.Struct, frozen=True, array_like=True):
    """A row of the query: a session in which a vote is under way."""

    session: UUID
    community: UUID
    resolutions: list[UUID]
    plan: UUID | None
    presidents: list[UUID]
    authority: UUID | None
    jurisdiction: str | None
    kind: str | None
    time_zone: str


async def unconfirmed(
    fetch: Fetch, position: int, rules: Rulebook, community: UUID | None, plan: UUID | None
) -> list[ClockRow]:
    """One for each session. It is the turn of the president, or, if no president may confirm it, of the authority's auditor."""
    asked = {"position": position, "community": community, "plan": plan, "authority": AUTHORITY}
    voting = [msgspec.convert(row, Voting) for row in await fetch(QUERIES["voting"], asked)]
    if not voting:
        return []
    streams = [id for one in voting for id in (one.session, *one.resolutions)]
    rows = await fetch(QUERIES["entries"], {"position": position, "streams": streams})
    entries = [decode(bytes(entry)) for (entry,) in rows]
    return [row for one in voting if (row := waits(one, entries, rules))]


def waits(voting: Voting, entries: Sequence[Entry[Any]], rules: Rulebook) -> ClockRow | None:
    """The row of a session, if it waits."""
    law = Law(rules, voting.jurisdiction, voting.kind, voting.time_zone)

    def state(noun: Any, stream: UUID) -> Any:
        return reduce(noun.evolve, (entry for entry in entries if entry.stream == stream), noun.initial)

    session: Session = state(sessions, voting.session)
    votes: dict[UUID, Resolution] = {
        id: state(resolutions, id) for id in voting.resolutions if id in session.under_vote
    }
    if not any(is_unconfirmed(id, vote, session, law) for id, vote in votes.items()):
        return None
    late = entered_after_their_day(law, session, votes.values())
    may_confirm = {*voting.presidents} - recorders_of(session, votes.values())
    if voting.authority is None or may_confirm:
        role, held_in = "president", voting.community
    else:
        role, held_in = "auditor", voting.authority
    return ClockRow(
        *("session_confirmation", voting.session, voting.community, voting.plan, role, held_in, None),
        *(min(recorded for _, recorded in late), None, None, None, None),
        *(voting.jurisdiction, voting.kind, voting.time_zone),
    )
