"""What is decided on: one exact version of a plan, or that a community joins a network."""

from uuid import UUID

import msgspec


class PlanVersion(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="plan_version"):
    """A published version of a plan: its number, and the SHA-256 of its content in hex. A decision refers to exactly this
    version, even while work on the plan continues."""

    plan: UUID
    number: int
    sha256: str


class Joining(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="joining"):
    """The decision to join a network."""

    network: UUID


Subject = PlanVersion | Joining
