"""What the database holds of people: no word of theirs in clear, and nothing of who they are in the log."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from psycopg import Connection
from psycopg.sql import SQL, Identifier

from domain.kernel import Entry
from domain.registry import decode
from ops.keys import commitment, unseal
from ops.store.search_index import SearchIndex
from ops.store.vault import sealed_fields
from ops.wiring import Services
from projections.models import MODELS
from projections.toolkit.runner import Runner
from tests.kit.full_record import LOGIN, WRITTEN, Living

pytestmark = pytest.mark.anyio


@pytest.fixture
async def living(register: Services) -> Living:
    living = await Living(register).live()
    runner = Runner(register.database, MODELS)
    runner.catch_up()
    runner.close()
    return living


@pytest.fixture
def db(register: Services) -> Iterator[Connection[Any]]:
    with register.database.as_owner() as db:
        yield db


def dump(db: Connection[Any]) -> Iterator[tuple[str, bytes]]:
    """Every row of every table in the database as bytes, what is kept as bytes decoded to them."""
    tables = db.execute(
        "select table_schema, table_name from information_schema.tables"
        " where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')"
    ).fetchall()
    for schema, table in tables:
        columns = db.execute(
            "select column_name::text, data_type from information_schema.columns"
            " where table_schema = %s and table_name = %s order by ordinal_position",
            [schema, table],
        ).fetchall()
        for name, kind in columns:
            as_bytes = SQL("{}" if kind == "bytea" else "convert_to({}::text, 'UTF8')").format(Identifier(name))
            kept = SQL("select {} from {}").format(as_bytes, Identifier(schema, table))
            for (value,) in db.execute(kept):
                yield f"{schema}.{table}.{name}", bytes(value or b"")


def parts(text: str) -> list[str]:
    """Every run of 21 characters of a text."""
    return [text[start : start + 21] for start in range(max(len(text) - 20, 1))]


async def test_no_words_stand_in_clear(living: Living, db: Connection[Any]) -> None:
    assert all(len(text) > 20 for text in WRITTEN)
    needles = {part.encode() for text in WRITTEN for part in parts(text)}
    needles |= {part.hex().encode() for part in needles} | {
        part.encode("unicode_escape") for part in map(bytes.decode, needles)
    }
    seen = set()
    for place, value in dump(db):
        seen.add(place.rpartition(".")[0])
        assert not any(needle in value for needle in needles), place
    assert {"record.log", "record.opening", "record.command", "views.proposal", "accounts.account"} <= seen


async def test_no_word_stands_in_clear(living: Living, db: Connection[Any]) -> None:
    """The search's index had each word in clear, also of texts that it never searches: names, reasons, comments."""
    words = [b"donaudampf", b"mosqu", b"voisin", b"bennani", b"quelqu", "المسجد".encode(), "木陰".encode()]
    SearchIndex(living.register.database, living.register.keyring).catch_up()
    places = set()
    for place, value in dump(db):
        places.add(place)
        assert not [word for word in words if word in value.lower()], place
    assert "record.searchable.tokens" in places
    assert db.execute("select count(distinct proposal) from record.searchable").fetchone() == (3,)


async def test_each_opening_opens_to_what_its_entry_commits_to(living: Living, db: Connection[Any]) -> None:
    entries = {entry.event_id: entry for entry in log(db)}
    keyring = living.register.keyring
    rows = db.execute(
        "select event, field, key, nonce, sealed, wrapped from record.opening join record.data_key on id = key"
    ).fetchall()
    texts = []
    for event, field, key, nonce, sealed, wrapped in rows:
        salt, text = unseal(keyring.unwrap(key, bytes(wrapped)), key, event, field, bytes(nonce), bytes(sealed))
        assert committed(entries[event])[field] == commitment(salt, event, field, text)
        texts.append(text)
    assert {*WRITTEN} <= {*texts}
    promised = [(entry.event_id, field) for entry in entries.values() for field in committed(entry)]
    assert sorted(promised) == sorted((event, field) for event, field, *_ in rows)
    assert (await living.texts()).keys() == {*promised}


def committed(entry: Entry[Any]) -> dict[str, str | None]:
    """The commitments of an entry by field; that it holds no text."""
    found = {}
    for name, language, words in sealed_fields(entry.data):
        assert words.text is None
        found[f"{name}.{language}" if language else name] = words.sha256
    return found


def log(db: Connection[Any]) -> list[Entry[Any]]:
    return [decode(bytes(entry)) for (entry,) in db.execute("select entry from record.log order by position")]


async def test_nothing_of_an_account_leaves_its_schema(living: Living, db: Connection[Any]) -> None:
    persons = (living.administrator.person, living.citizen.person, living.other.person)
    hidden = [form for id in (living.account, *persons) for form in forms(id)]
    hidden += [LOGIN.encode(), living.register.keyring.fingerprint(b"login", LOGIN.encode())]
    found = {place for place, value in dump(db) if any(needle in value for needle in hidden)}
    assert found == {
        "accounts.account.id",
        "accounts.account.person",
        "accounts.account.login",
        "accounts.token.account",
    }


def forms(id: UUID) -> list[bytes]:
    return [str(id).encode(), id.hex.encode(), id.bytes]


async def test_one_person_is_another_in_each_consultation(register: Services, db: Connection[Any]) -> None:
    one, other = Living(register), Living(register)
    other.citizen = one.citizen
    names = [register.keyring.pseudonym(living.consultation, one.citizen.person.bytes) for living in (one, other)]
    assert names[0] != names[1]
    await one.live()
    assert names[0].hex.encode() in b"".join(value.replace(b"-", b"") for _, value in dump(db))
    assert names[1].hex.encode() not in b"".join(value.replace(b"-", b"") for _, value in dump(db))
