"""Whatever is asked of the demonstration, graphql-core's own execution of the same schema says the same: documents of all tests,
generated ones, and both again where values are missing and functions refuse.

What the tests of this folder ask of their own records is held in the same way, where it is asked (`referee`).
"""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from random import Random
from typing import Any
from uuid import uuid4
from zlib import crc32

import msgspec
import psycopg
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from api.graphql.engine.engine import Engine, QueryRequest
from api.graphql.engine.kinds import Resolve
from api.graphql.query import THINGS
from api.graphql.schema import GRAPH, TYPENAMES
from ops.demo import loader
from ops.settings import Settings
from ops.store.search_index import SearchIndex
from ops.wiring import opened
from projections.models import MODELS
from projections.toolkit.runner import Runner
from tests.api.graphql import generated
from tests.api.graphql.generated import Known, Writing
from tests.api.graphql.spoiling import Spoil, losing, refusing, spoiled
from tests.kit.graphql_referee import Referee, watched

DOCUMENTS = generated.in_the_tests()


class Demonstration:
    """Asks a record with the demonstration in it, from outside of any event loop."""

    def __init__(self, run: Callable[[Coroutine[Any, Any, Any]], Any], engine: Engine, referee: Referee, known: Known):
        self._run, self._engine, self.referee, self.known = run, engine, referee, known

    def ask(self, document: str, variables: dict[str, Any]) -> dict[str, Any]:
        """The answer. Fails if graphql-core says something else."""
        asked = QueryRequest(document, None, msgspec.json.encode(variables), ("fr",))
        answer: dict[str, Any] = msgspec.json.decode(self._run(self._engine.answer(asked)).answered.body)
        wrong, self.referee.wrong = self.referee.wrong, []
        assert not wrong, "\n".join(wrong)
        return answer


@pytest.fixture(scope="module")
def loaded(server: str, empty: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demonstration]:
    name = f"test_{uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as db:
        db.execute(f'create database "{name}" template "{empty}" strategy file_copy')
        db.execute(f'grant create on database "{name}" to sijill_app')
    folder: Path = tmp_path_factory.mktemp("demonstration") / "record"
    with asyncio.Runner() as runner:
        register_open = opened(Settings(data_dir=folder, database_url=server.replace("/postgres?", f"/{name}?")))
        register = runner.run(register_open.__aenter__())
        runner.run(loader.load(register))
        SearchIndex(register.database, register.keyring).catch_up()
        read_models = Runner(register.database, MODELS)
        position = read_models.catch_up() - 1
        read_models.close()
        with register.database.connect_sync() as db:
            ids = {
                TYPENAMES[model.row]: [
                    str(id) for (id,) in db.execute(f"select distinct id from {model.table} limit 6")
                ]
                for model in THINGS.values()
            }
        engine = Engine(register.ports(), GRAPH)
        runner.run(engine.open())
        with watched(register.database.connect_sync) as referee:
            yield Demonstration(runner.run, engine, referee, Known(ids, position))
        runner.run(engine.close())
        runner.run(register_open.__aexit__(None, None, None))
    with psycopg.connect(server, autocommit=True) as db:
        db.execute(f'drop database "{name}" with (force)')


def test_there_are_documents_to_hold() -> None:
    assert len(DOCUMENTS) > 80


def test_documents_of_all_tests(loaded: Demonstration) -> None:
    answered = 0
    for document in DOCUMENTS:
        for seed in range(2):
            variables = generated.variables(document, loaded.known, Random(f"{seed}{document}").choice)
            answered += bool(loaded.ask(document, variables).get("data"))
    assert answered > len(DOCUMENTS)


BESIDE = """query ($seed: String) { activities(first: 30) { nodes {
    id description(language: $seed) responsible carriedTo { title } budget { amount currency } completion { assessor }
    project { id title axis { id title } challenges { title } takenFrom { title } } body { name community { code name } }
} } }"""
"""Objects that may be null below a list, with fields that must not be: one of them is lost, those beside it are not."""


def test_what_is_lost_in_one_object_stays_in_those_beside_it(loaded: Demonstration) -> None:
    both = 0
    for seed in range(12):
        with spoiled(without_names(seed)):
            answer = loaded.ask(BESIDE, {"seed": str(seed)})
        projects = [node["project"] for node in answer["data"]["activities"]["nodes"]]
        both += None in projects and any(projects)
    assert both > 2


MUCH = settings(
    max_examples=60,
    deadline=None,
    # A document that differs can be read as it is: to make it shorter takes minutes.
    phases=[Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)


@MUCH
@given(st.data())
def test_generated_documents(loaded: Demonstration, data: st.DataObject) -> None:
    writing = Writing(loaded.known, lambda some: data.draw(st.sampled_from(some)))
    loaded.ask(writing.document(), writing.variables)


@MUCH
@given(st.data(), st.integers(0, 2**32))
def test_values_that_are_missing_and_functions_that_refuse(
    loaded: Demonstration, data: st.DataObject, seed: int
) -> None:
    writing = Writing(loaded.known, lambda some: data.draw(st.sampled_from(some)))
    document = writing.document()
    with spoiled(spoiling(seed)):
        loaded.ask(f"{document} # {seed}", writing.variables)


def test_documents_of_all_tests_where_values_are_missing(loaded: Demonstration) -> None:
    before = loaded.referee.errors
    for seed, document in enumerate(2 * DOCUMENTS):
        variables = generated.variables(document, loaded.known, Random(f"{seed}{document}").choice)
        with spoiled(spoiling(seed)):
            loaded.ask(f"{document} # {seed}", variables)
    assert loaded.referee.errors - before > 50


def spoiling(seed: int) -> Spoil:
    """A third of the fields of things have no value in some of them, and some fields are refused: which, says the seed."""

    def spoil(type_: str, name: str, resolve: Resolve) -> Resolve:
        chance = crc32(f"{seed} {type_}.{name}".encode()) % 30
        if type_ == "Query" or chance > (2 if type_.endswith("Connection") else 10):
            return resolve
        return refusing if chance == 0 else losing(resolve, lambda object: is_lost(object, seed))

    return spoil


def without_names(seed: int) -> Spoil:
    """One thing in four has no name or title."""

    def spoil(type_: str, name: str, resolve: Resolve) -> Resolve:
        return losing(resolve, lambda object: is_lost(object, seed)) if name in ("title", "name") else resolve

    return spoil


def is_lost(object: Any, seed: int) -> bool:
    """One object in four: the same one, however and beside whatever it is asked for."""
    name = next((name for name in ("id", "cursor", "start_cursor", "text") if hasattr(object, name)), None)
    known = getattr(object, name) if name else object if isinstance(object, msgspec.Struct) else None
    return crc32(f"{seed} {known!r}".encode()) % 4 == 0
