"""The parts of a plan, as they stand: axes, challenges, projects with their partners."""

from uuid import UUID

import msgspec

from domain.plans.plan_events import Origin
from domain.text import Words


class Axis(msgspec.Struct, frozen=True):
    title: Words
    description: Words


class Challenge(msgspec.Struct, frozen=True):
    axis: UUID
    title: Words
    description: Words


class Project(msgspec.Struct, frozen=True):
    axis: UUID
    title: Words
    description: Words
    principles: list[str]
    challenges: list[UUID]
    partners: list[UUID]
    taken_from: Origin | None

    def joined_by(self, partner: UUID) -> "Project":
        return msgspec.structs.replace(self, partners=[*self.left_by(partner).partners, partner])

    def left_by(self, partner: UUID) -> "Project":
        return msgspec.structs.replace(self, partners=[one for one in self.partners if one != partner])
