"""Sessions, the council whose they are, and the rules that hold for its community."""

from collections.abc import Sequence
from datetime import date
from typing import get_args
from uuid import UUID

from domain.across.law import law_of
from domain.communities.body import Body, bodies
from domain.communities.community import Community, communities
from domain.decisions import session as rules
from domain.decisions.convening import Convene, Members
from domain.decisions.session import Commands, sessions
from domain.decisions.session_state import Session
from domain.kernel import Act, Decider, Elsewhere, Event, Look, Seen
from domain.moment import instant


def looks_at(command: Commands, act: Act, seen: Seen) -> Sequence[Look]:
    """The community and its body: as the command names them, or else as the session does."""
    if isinstance(command, Convene):
        return [("community", command.community), ("body", command.body)]
    session: Session = seen["itself"]
    return [] if session.body is None else [("community", session.community), ("body", session.body)]


def decide(
    command: Commands,
    itself: Session,
    act: Act,
    *,
    community: Community | None = None,
    body: Body | None = None,
) -> Sequence[Event | Elsewhere]:
    if not isinstance(command, Convene):
        itself.must_exist()
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
    return rules.decide(command, itself, act, members=members, law=law)


def members_of(body: Body, community: UUID, day: date, held: date) -> Members:
    """Who sits in a body on a day. It is no council for a session of this community if it is another's, or if its own term is
    over when that is held."""
    council = body.kind == "council" and body.community == community and body.is_in_term(held)
    return Members(frozenset(body.members_on(day)), council)


decider = Decider(
    noun=sessions,
    decide=decide,
    commands=get_args(Commands),
    stream=lambda command, act: command.session,
    root=rules.session_of,
    community=rules.community_of,
    looks={"community": communities, "body": bodies},
    looks_at=looks_at,
)
"""Sessions, for which a council's members are those that the register has, and the rules those of its community."""
