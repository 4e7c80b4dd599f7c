"""What is decided on: one exact version of a plan, or that a community joins a network."""

from uuid import UUID

import msgspec


class PlanVersion(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="plan_version"):
    """A version of a plan as it was published: its number, and the SHA-256 in hex of its content. What is decided on it is
    decided on nothing else, however the plan is worked on meanwhile."""

    plan: UUID
    number: int
    sha256: str


class Joining(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="joining"):
    """That the community asks to become a member of a network."""

    network: UUID


Subject = PlanVersion | Joining
