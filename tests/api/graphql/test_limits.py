"""What is too much is refused before anything is read, by a stable code."""

import asyncio
import threading
from typing import Any
from uuid import uuid4

import pytest
from graphql import get_introspection_query

from api.graphql.engine import limits
from api.graphql.engine.aside import FOR_ALL, FOR_ONE, Aside
from api.graphql.engine.cache import Answered, Answers
from api.graphql.engine.errors import TooBusy
from api.graphql.engine.parsed import Documents, Remembered
from api.graphql.engine.turns import Turns
from api.graphql.schema import PLANNER

pytestmark = pytest.mark.anyio


async def refused(client: Any, query: str) -> None:
    assert await client.refusal(query) == "query.too-much"


async def test_depth(client: Any) -> None:
    query = "id"
    for _ in range(limits.DEPTH):
        query = f"consultation {{ proposals {{ nodes {{ {query} }} }} }}"
    await refused(client, f'{{ proposal(id: "{uuid4()}") {{ {query} }} }}')


async def test_fields_even_when_fragments_hide_them(client: Any) -> None:
    """Each fragment spreads the one before it twice: twelve of them come to 4,096 fields."""
    fragments = ["fragment f0 on Proposal { a: title b: title }"]
    for n in range(1, 12):
        inner = f"consultation {{ community {{ id }} }} mergedInto {{ ...f{n - 1} }}"
        fragments.append(f"fragment f{n} on Proposal {{ {inner} m{n}: mergedInto {{ ...f{n - 1} }} }}")
    await refused(client, f'{{ proposal(id: "{uuid4()}") {{ ...f11 }} }} {" ".join(fragments)}')


async def test_aliases(client: Any) -> None:
    names = " ".join(f"a{n}: position" for n in range(limits.ALIASES + 1))
    await refused(client, f"{{ {names} }}")


async def test_size(client: Any) -> None:
    await refused(client, "{ position } #" + "x" * limits.DOCUMENT_BYTES)
    too_many = await client.post("{ " + "position " * limits.TOKENS + "}")
    assert too_many.status_code == 400


async def test_what_pages_within_pages_come_to(client: Any) -> None:
    query = """{ consultations(first: %d) { nodes { proposals(first: 200) { nodes { comments(first: 200) { nodes { id }
        } } } } } }"""
    await refused(client, query % 200)


async def test_time(client: Any, scene: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    scene.catch_up()
    monkeypatch.setattr(limits, "SECONDS", 0.0)
    answer = await client.post("{ communities { totalCount } }")
    assert answer.status_code == 503
    assert answer.json()["errors"][0]["extensions"]["code"] == "query.too-slow"


async def test_introspection_is_allowed_and_bounded(client: Any) -> None:
    data = await client.ask(get_introspection_query())
    assert data["__schema"]["queryType"]["name"] == "Query"
    deep = "name"
    for _ in range(6):
        deep = f"fields {{ type {{ {deep} }} }}"
    answer = await client.post(f"{{ __schema {{ types {{ {deep} }} }} }}")
    assert answer.status_code == 400


async def test_readers_cannot_write(client: Any, scene: Any, register: Any) -> None:
    import psycopg

    from api.graphql.engine.readers import Readers

    readers = Readers(register.pool)
    await readers.open()
    try:
        with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
            await readers.fetch("insert into accounts.token values ('a', gen_random_uuid(), now(), now())", {})
        ((limit,),) = await readers.fetch("show statement_timeout", {})
        assert limit == "5s"
    finally:
        await readers.close()


WIDE = "fragment F on __Schema { types { name description fields { name description args { name description } } } }"
MANY = "{ " + " ".join(f"a{n}: __schema {{ ...F }}" for n in range(limits.ALIASES)) + " } " + WIDE
WITHIN = (
    "{ __schema { "
    + " ".join(
        f"t{n}: types {{ " + " ".join(f"f{m}: fields {{ name type {{ name }} }}" for m in range(3)) + " }"
        for n in range(7)
    )
    + " } }"
)
FLAT = "{ " + " ".join(f't{n}: __type(name: "Query") {{ ...T }}' for n in range(limits.ALIASES)) + " } "
NESTED = (
    FLAT + "fragment T on __Type { fields { type { fields { name type { name ofType { name } } args { name } } } } }"
)


@pytest.mark.parametrize("query", [MANY, WITHIN, NESTED], ids=["many roots", "aliases within", "types within types"])
async def test_introspection_is_counted(client: Any, query: str) -> None:
    """The second and third multiply what is asked by where it stands."""
    await refused(client, query)


@pytest.mark.parametrize("all_options", [True, False])
async def test_what_tools_ask_of_the_schema_is_prepared(
    client: Any, monkeypatch: pytest.MonkeyPatch, all_options: bool
) -> None:
    await client.ask("{ position }")  # the engine is open
    monkeypatch.delattr(type(PLANNER.introspection), "_execute")
    names = ("specified_by_url", "directive_is_repeatable", "schema_description", "input_value_deprecation")
    options: Any = dict.fromkeys(names, True) if all_options else {}
    data = await client.ask(get_introspection_query(**options) + "# laid out otherwise")
    assert data["__schema"]["queryType"]["name"] == "Query"


async def test_a_trail_is_filtered_by_events_that_there_are(client: Any) -> None:
    query = """query ($id: ID!, $events: [String!]) {
        audit(subject: $id, events: $events) { nodes { position } }
    }"""
    id, known = str(uuid4()), ["participation.BallotCast"]
    assert await client.refusal(query, {"id": id, "events": ["no.Such"]}) == "filter.unknown"
    assert await client.refusal(query, {"id": id, "events": known * (limits.NAMES + 1)}) == "query.too-much"
    assert (await client.ask(query, {"id": id, "events": known}))["audit"] == {"nodes": []}


@pytest.mark.parametrize("name", ["variables", "extensions"])
async def test_what_is_nested_without_end_is_refused(client: Any, name: str) -> None:
    nested = "[" * 20_000 + "]" * 20_000
    body = f'{{"query": "{{ position }}", "{name}": {{"x": {nested}}}}}'
    answer = await client.http.post("/graphql", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 400, answer.text


async def test_caches_are_bounded_by_what_they_hold() -> None:
    answers = Answers(10_000)
    for number in range(100):
        await answers.work_out(number, 400, lambda: answered(b"x"))
    assert answers._held <= 10_000
    remembered = Remembered[int](1_000)
    for number in range(100):
        remembered.keep(number, number, 100)
    assert sum(remembered.get(number) is not None for number in range(100)) == 10
    assert remembered.get(99) == 99


async def answered(body: bytes) -> Answered:
    return Answered(body)


async def test_a_large_document_is_checked_off_the_loop() -> None:
    documents = Documents(PLANNER, Aside())
    many = " ".join(f'n{n}: node(id: "{uuid4()}") {{ id }}' for n in range(25))
    checking = asyncio.create_task(documents.plan(f"{{ {many} }} # {'x' * 2_000}", None, b"null"))
    await asyncio.sleep(0)
    assert not checking.done()
    await checking


async def test_one_client_sends_few_documents_that_are_not_cached() -> None:
    documents = Documents(PLANNER, Aside())
    for number in range(int(limits.DOCUMENTS_BURST)):
        await documents.plan(f"{{ position }} # {number}", None, b"null", "heavy")

    async def many_more() -> None:
        for number in range(int(limits.DOCUMENTS_BURST)):
            await documents.plan(f"{{ position }} # more {number}", None, b"null", "heavy")

    with pytest.raises(TooBusy):
        await many_more()
    await documents.plan("{ position } # 0", None, b"null", "heavy")
    await documents.plan("{ position } # another's", None, b"null", "light")


async def test_one_client_leaves_turns_to_the_others() -> None:
    turns, running = Turns(3, 2), []

    async def work(client: str, until: asyncio.Event) -> None:
        async with turns.of(client):
            running.append(client)
            await until.wait()

    until = asyncio.Event()
    heavy = [asyncio.create_task(work("heavy", until)) for _ in range(10)]
    await asyncio.sleep(0)
    light = asyncio.create_task(work("light", until))
    for _ in range(5):
        await asyncio.sleep(0)
    assert sorted(running) == ["heavy", "heavy", "light"]
    until.set()
    await asyncio.gather(*heavy, light)
    assert not turns._own


async def test_costly_work_is_bounded_for_each_client_and_in_all() -> None:
    until, aside, waiting = threading.Event(), Aside(share=1.0), []
    for client in range(FOR_ALL // FOR_ONE):
        for _ in range(FOR_ONE):
            waiting.append(asyncio.create_task(aside.run(str(client), until.wait)))
    await asyncio.sleep(0)
    with pytest.raises(TooBusy):
        await aside.run("0", until.wait)
    with pytest.raises(TooBusy):
        await aside.run("another", until.wait)
    until.set()
    await asyncio.gather(*waiting)
    assert await aside.run("another", lambda: 7) == 7
