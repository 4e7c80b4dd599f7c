"""The record as an application of the `eventsourcing` library.

So the library's own means follow the record, give the state of a stream at a version, and test a projection in memory
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
"""Prefixes of the environment variables that configure the register."""


class Thing(msgspec.Struct, frozen=True):
    """A stream's state at a version, folded by its noun: an immutable aggregate, in the library's terms."""

    id: UUID
    version: int
    state: Any


class Register(Application[UUID]):
    """The application whose events are the entries (`domain.kernel.Entry`) of the record's log.

    It reads the environment variables with its own prefixes (OWN), and ignores those of other applications. Commands must not use
    `save`: it appends without a decision.
    """

    name = RECORD
    log_section_size = 1_000

    def construct_env(self, name: str, env: EnvType | None = None) -> Environment:
        own = {variable: value for variable, value in os.environ.items() if variable.startswith(OWN)}
        return Environment(name, PERSISTENCE | own | dict(env or {}))

    def construct_transcoder(self) -> Transcoder:
        return EntryTranscoder()

    def construct_mapper(self) -> Mapper[UUID]:
        """Not made by the factory, which would add compressors and ciphers that the environment names."""
        return EntryMapper()

    def thing(self, noun: Noun[Any], id: UUID, version: int | None = None) -> Thing | None:
        """The state of a noun's stream, now or at a version; None if the stream is empty."""
        try:
            return self.repository.get(id, version=version, projector_func=projector(noun))
        except AggregateNotFoundError:
            return None


class RecordRegister(Register):
    """The register that the product uses. It ignores the environment; `env` names the database (`SIJILL_DATABASE_URL`).

    With a `server`, appends go through the server's committer, and coroutines on its loop can await them.
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
    """A projector function for the library's repository: folds a stream's entries by the noun's `evolve`."""

    def project(thing: Thing | None, entries: Iterable[Entry[Any]]) -> Thing | None:
        for entry in entries:
            state = noun.evolve(thing.state if thing else noun.initial, entry)
            thing = Thing(entry.stream, entry.version, state)
        return thing

    return project
