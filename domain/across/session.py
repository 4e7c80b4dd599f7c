"""Sessions, the council whose they are, and the rules that hold for its community."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import get_args
from uuid import UUID

from domain.across.law import law_of
from domain.communities.body import Body, bodies
from domain.communities.community import Community, communities
from domain.decisions import session as rules
from domain.decisions.convening import Convene, Members
from domain.decisions.late_entry import ConfirmSession, NotItsAuthority, must_be_in_time
from domain.decisions.resolution import resolutions
from domain.decisions.resolution_state import Resolution
from domain.decisions.session import Commands, sessions
from domain.decisions.session_state import Session
from domain.kernel import Act, Decider, Each, Elsewhere, Event, Look, Seen, named_by_command
from domain.moment import instant

AUTHORITY = "authority"
"""The kind of community that supervises others."""


def looks_at(command: Commands, act: Act, seen: Seen) -> Sequence[Look]:
    """The community and its body: as the command names them, or else as the session does. To confirm a session, the votes under
    way, and the authority that is named."""
    if isinstance(command, Convene):
        return [("community", command.community), ("body", command.body)]
    session: Session = seen["itself"]
    if session.body is None:
        return []
    looks: list[Look] = [("community", session.community), ("body", session.body)]
    if isinstance(command, ConfirmSession):
        looks += [("resolutions", resolution) for resolution in session.under_vote]
        if command.authority is not None:
            looks.append(("authority", command.authority))
    return looks


def decide(
    command: Commands,
    itself: Session,
    act: Act,
    *,
    community: Community | None = None,
    body: Body | None = None,
    authority: Community | None = None,
    resolutions: Mapping[UUID, Resolution] = {},
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
    must_be_in_time(act, law, instant(command.starts, "starts") if isinstance(command, Convene) else None)
    if authority is not None and (authority.kind != AUTHORITY or authority.jurisdiction != community.jurisdiction):
        raise NotItsAuthority
    return rules.decide(command, itself, act, members=members, law=law, resolutions=resolutions)


def may(command: Commands, seen: Seen) -> frozenset[str]:
    """A session is confirmed by the president, or by an auditor of the authority that the command names."""
    if isinstance(command, ConfirmSession):
        return frozenset({"president" if command.authority is None else "auditor"})
    return named_by_command(command, seen)


def held_in(command: Commands, seen: Seen) -> UUID:
    """An auditor holds the office in the authority, others in the community whose council it is."""
    if isinstance(command, ConfirmSession) and command.authority is not None:
        return command.authority
    return rules.community_of(command, seen)


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
    looks={"community": communities, "body": bodies, "authority": communities, "resolutions": Each(resolutions)},
    looks_at=looks_at,
    may=may,
    held_in=held_in,
)
"""Sessions, for which a council's members are those that the register has, and the rules those of its community."""
