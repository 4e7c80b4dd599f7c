"""An association, a cooperative or another partner of a community, and who speaks for it."""

from collections.abc import Sequence
from typing import Any, Literal, get_args
from uuid import UUID

import msgspec

from domain.communities.community import NAME_LENGTH, Community, communities
from domain.kernel import Act, Command, Decider, Entry, Event, Look, Noun, Seen
from domain.refusal import Refusal
from domain.text import Sealed, Words
from domain.words import named, written

REASON_LENGTH = 2_000

Kind = Literal["association", "cooperative", "partner"]


class RegisterOrganisation(Command, frozen=True, tag="communities.organisation.RegisterOrganisation"):
    by = frozenset({"administrator", "focal_point"})
    creates = True
    community: UUID
    organisation: UUID
    name: Words
    kind: Kind


class NameRepresentative(Command, frozen=True, tag="communities.organisation.NameRepresentative"):
    by = frozenset({"administrator", "focal_point"})
    community: UUID
    organisation: UUID
    representative: UUID
    name: Sealed


class DissolveOrganisation(Command, frozen=True, tag="communities.organisation.DissolveOrganisation"):
    by = frozenset({"administrator", "focal_point"})
    community: UUID
    organisation: UUID
    reason: Sealed


class OrganisationRegistered(Event, frozen=True, tag="communities.OrganisationRegistered.v1"):
    name: Words
    kind: Kind

    @property
    def undated(self) -> bool:
        return True


class OrganisationRepresentativeNamed(Event, frozen=True, tag="communities.OrganisationRepresentativeNamed.v2"):
    representative_was: UUID | None
    name_was: int | None
    representative: UUID
    name: Sealed


class OrganisationDissolved(Event, frozen=True, tag="communities.OrganisationDissolved.v1"):
    reason: Sealed


class AlreadyRegistered(Refusal):
    """This organisation is registered already."""

    code = "organisation.already-registered"


class NotRegistered(Refusal):
    """No such organisation is registered in this community, or it is dissolved."""

    code = "organisation.not-registered"


class NotRepresented(Refusal):
    """This person does not represent this organisation here."""

    code = "organisation.not-represented"


class Organisation(msgspec.Struct, frozen=True):
    community: UUID | None = None
    representative: UUID | None = None
    name_set_at: int | None = None
    dissolved: bool = False

    def must_be_in(self, community: UUID) -> None:
        if self.community != community or self.dissolved:
            raise NotRegistered

    def must_be_represented_by(self, representative: UUID) -> None:
        if self.representative != representative:
            raise NotRepresented


Commands = RegisterOrganisation | NameRepresentative | DissolveOrganisation


def decide(command: Commands, organisation: Organisation, act: Act, *, community: Community) -> Sequence[Event]:
    community.must_be_registered()
    if isinstance(command, RegisterOrganisation):
        if organisation.community is not None:
            raise AlreadyRegistered
        return [OrganisationRegistered(named(command.name, "name", NAME_LENGTH), command.kind)]
    organisation.must_be_in(command.community)
    match command:
        case NameRepresentative(_, _, representative, name):
            written(name, "name", NAME_LENGTH)
            was, name_was = organisation.representative, organisation.name_set_at
            return [OrganisationRepresentativeNamed(was, name_was, representative, name)]
        case DissolveOrganisation(_, _, reason):
            written(reason, "reason", REASON_LENGTH)
            return [OrganisationDissolved(reason)]


def evolve(organisation: Organisation, entry: Entry[Any]) -> Organisation:
    match entry.data:
        case OrganisationRegistered():
            return Organisation(entry.community)
        case OrganisationRepresentativeNamed(representative=representative):
            return Organisation(organisation.community, representative, entry.version)
        case OrganisationDissolved():
            return msgspec.structs.replace(organisation, dissolved=True)
    return organisation


def looks_at(command: Commands, act: Act, seen: Seen) -> Sequence[Look]:
    return [("community", command.community)]


def community_of(command: Commands, seen: Seen | None = None) -> UUID:
    return command.community


organisations = Noun("communities.organisation", Organisation(), evolve)

decider = Decider(
    noun=organisations,
    decide=decide,
    commands=get_args(Commands),
    stream=lambda command, act: command.organisation,
    root=community_of,
    community=community_of,
    looks={"community": communities},
    looks_at=looks_at,
)
