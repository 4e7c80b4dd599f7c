"""Sessions, the council whose they are, and the rules that hold for its community."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from domain.across.law import law_of
from domain.communities.body import Body, bodies
from domain.communities.community import Community, communities
from domain.decisions.convening import Convene, Members
from domain.decisions.session import Commands, must_exist, sessions
from domain.decisions.session_events import Session
from domain.kernel import Act, Elsewhere, Event, Look, instant


def looks_at(command: Commands, act: Act, around: Mapping[str, Any]) -> Sequence[Look]:
    """The community and its body: as the command names them, or else as the session does."""
    if isinstance(command, Convene):
        return around_council(command.community, command.body)
    session: Session = around.get("session", Session())
    looks: list[Look] = [("session", sessions, command.session)]
    return looks if session.body is None else [*looks, *around_council(session.community, session.body)]


def around_council(community: UUID, body: UUID) -> list[Look]:
    return [("community", communities, community), ("body", bodies, body)]


def decide(
    command: Commands,
    itself: Session,
    act: Act,
    *,
    session: Session | None = None,
    community: Community | None = None,
    body: Body | None = None,
) -> Sequence[Event | Elsewhere]:
    if not isinstance(command, Convene):
        must_exist(itself)
    assert community is not None
    assert body is not None
    community.must_be_registered()
    law = law_of(community, act)
    if isinstance(command, Convene):
        held = law.day(instant(command.starts, "starts"))
        members = members_of(body, command.community, law.day(act.occurred_at), held)
    else:
        assert itself.starts is not None
        held = law.day(itself.starts)
        members = members_of(body, itself.community, held, held)
    return sessions.decide(command, itself, act, members=members, law=law)


def members_of(body: Body, community: UUID, day: date, held: date) -> Members:
    """Who sits in a body on a day. It is no council for a session of this community if it is another's, or if its own term is
    over when that is held."""
    council = body.kind == "council" and body.community == community and body.is_in_term(held)
    return Members(frozenset(body.members_on(day)), council)


sessions_of_councils = msgspec.structs.replace(sessions, looks_at=looks_at, decide=decide)
"""Sessions, for which a council's members are those that the register has, and the rules those of its community."""
