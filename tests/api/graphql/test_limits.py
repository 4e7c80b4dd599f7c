"""What is too much is refused before anything is read, by a stable code."""

from typing import Any
from uuid import uuid4

import pytest

from api.graphql.engine import limits

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
    from graphql import get_introspection_query

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
