"""The record as an application of the `eventsourcing` library.

Whoever knows the library knows how to follow the record, to ask what a thing had come to, or to try a projection in memory
(`REGISTER_PERSISTENCE_MODULE=eventsourcing.popo`).
"""

import os
from collections.abc import Callable, Iterable
from typing import Any, cast
from uuid import UUID

import msgspec
from eventsourcing.application import AggregateNotFoundError, Application
from eventsourcing.persistence import InfrastructureFactory, Mapper, Transcoder
from eventsourcing.utils import Environment, EnvType

from domain.kernel import Entry, Noun
from ops.store.entries import EntryMapper, EntryTranscoder
from ops.store.recorders import RECORD, Factory, SqlApplicationRecorder
from ops.store.store import Server

PERSISTENCE = {InfrastructureFactory.PERSISTENCE_MODULE: "ops.store.recorders"}
OWN = ("REGISTER_", "SIJILL_")
"""What the names of the process's variables begin with that are meant for the register."""


class Thing(msgspec.Struct, frozen=True):
    """What a stream has come to by its noun's rules: what the library calls an immutable aggregate."""

    id: UUID
    version: int
    state: Any


class Register(Application[UUID]):
    """Its events are entries (`domain.kernel.Entry`), its log is the record's.

    Of the process's environment only those variables count that are named after it (OWN), none that are meant for other
    applications. Commands do not go through `save`: it would append what nobody has decided.
    """

    name = RECORD
    log_section_size = 1_000

    def construct_env(self, name: str, env: EnvType | None = None) -> Environment:
        own = {variable: value for variable, value in os.environ.items() if variable.startswith(OWN)}
        return Environment(name, PERSISTENCE | own | dict(env or {}))

    def construct_transcoder(self) -> Transcoder:
        return EntryTranscoder()

    def construct_mapper(self) -> Mapper[UUID]:
        """Not by the factory, which would add what the environment says of compressors and ciphers."""
        return EntryMapper()

    def thing(self, noun: Noun[Any], id: UUID, version: int | None = None) -> Thing | None:
        """What a thing has come to, or had come to at a version; None if there was none."""
        try:
            return self.repository.get(id, version=version, projector_func=projector(noun))
        except AggregateNotFoundError:
            return None


class RecordRegister(Register):
    """The register that the product itself works with: on the record's own log, whatever the environment says.

    `env` names the database (`SIJILL_DATABASE_URL`). With a `server`, appends share its committer, and its loop can await them.
    """

    name = RECORD
    recorder: SqlApplicationRecorder

    def __init__(self, env: EnvType, *, server: Server | None = None) -> None:
        self._server = server
        super().__init__(env)

    def construct_env(self, name: str, env: EnvType | None = None) -> Environment:
        return Environment(name, dict(env or {}) | PERSISTENCE)

    def construct_factory(self, env: Environment) -> InfrastructureFactory:
        factory = super().construct_factory(env)
        cast("Factory", factory).server = self._server
        return factory


def projector(noun: Noun[Any]) -> Callable[[Thing | None, Iterable[Entry[Any]]], Thing | None]:
    """What the library's repository calls a projector function: folds a stream's entries by the noun's `evolve`."""

    def project(thing: Thing | None, entries: Iterable[Entry[Any]]) -> Thing | None:
        for entry in entries:
            state = noun.evolve(thing.state if thing else noun.initial, entry)
            thing = Thing(entry.stream, entry.version, state)
        return thing

    return project
