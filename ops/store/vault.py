"""The vault stores people's words, encrypted with data keys.

A person has a data key for each pseudonym, and so for each consultation; the officers of a community share the community's.
"""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, get_args
from uuid import UUID

import msgspec
from psycopg_pool import AsyncConnectionPool

from domain.kernel import Actor, Event, Office, Organisation, Person
from domain.text import Sealed
from ops.keys import Keyring, seal, unseal
from ops.store.committer import NewOpening

Field = tuple[UUID, str]
"""The id of an opening: the event's id, and the field's name (`body`, `title.ar`)."""

READ_KEYS = "select id, wrapped from data_key where id = any(%b)"
MAKE_KEYS = "insert into data_key (id, wrapped) select * from unnest(%b::uuid[], %b::bytea[]) on conflict do nothing"
READ_OPENINGS = """
    select opening.event, opening.field, key, nonce, sealed
    from unnest(%b::uuid[], %b::text[]) as requested (event, field) join opening using (event, field)
"""
READ_FIELDS = """
    select opening.event, opening.field, opening.language
    from log join opening on opening.event = (convert_from(log.entry, 'UTF8')::json ->> 'event_id')::uuid
    where log.stream = %b and log.version = %b
"""
CACHED_KEYS = 50_000
CACHED_WORDS = 1_000


def key_of(author: Actor, community: UUID) -> UUID:
    """The id of the data key for an author's words."""
    match author:
        case Person(id):
            return id
        case Organisation(id, _):
            return id
        case Office(_, community, _):
            return community
    return community


@cache
def sealable(event: type[Event]) -> tuple[str, ...]:
    """The fields of an event that may hold sealed words."""
    fields = msgspec.structs.fields(event)
    return tuple(field.name for field in fields if Sealed in (field.type, *get_args(field.type)))


def sealed_fields(event: Event) -> Iterable[tuple[str, str | None, Sealed]]:
    """The sealed fields of an event: name, language if the field is a map by language, and words."""
    for name in sealable(type(event)):
        value = getattr(event, name)
        if isinstance(value, Sealed):
            yield name, None, value
        elif isinstance(value, dict):
            for language, words in value.items():
                if isinstance(words, Sealed):
                    yield name, language, words


class MissingKey(Exception):
    """A data key is not cached: read or make it (`Vault.keys`), then seal again."""

    def __init__(self, key: UUID) -> None:
        self.key = key
        super().__init__(key)


class MissingWords(Exception):
    """The words of an event are not cached: read them (`Vault.read_words`), then decide again."""

    def __init__(self, stream: UUID, version: int) -> None:
        self.stream, self.version = stream, version
        super().__init__(stream, version)


class Vault:
    """Seals and opens words. Caches data keys."""

    def __init__(self, pool: AsyncConnectionPool[Any], keyring: Keyring) -> None:
        self._pool, self._keyring = pool, keyring
        self._keys: dict[UUID, bytes] = {}
        self._words: dict[tuple[UUID, int], dict[str, tuple[str, str]]] = {}

    def seal(self, openings: list[NewOpening], event: Event, event_id: UUID, author: Actor, community: UUID) -> Event:
        """Gives the event with commitments in place of its words, and adds the encrypted words to `openings`. Raises MissingKey
        if the author's data key is not cached."""
        if not sealable(type(event)):
            return event
        fields = [field for field in sealed_fields(event) if field[2].text is not None]
        if not fields:
            return event
        key = key_of(author, community)
        data_key = self._keys.get(key)
        if data_key is None:
            raise MissingKey(key)
        changes: dict[str, Any] = {}
        for name, language, words in fields:
            field = f"{name}.{language}" if language else name
            text = words.text or ""
            sha256, nonce, sealed = seal(data_key, key, event_id, field, text)
            commitment = Sealed(words.language, sha256=sha256)
            changes[name] = (
                {**changes.get(name, getattr(event, name)), language: commitment} if language else commitment
            )
            openings.append(NewOpening(event_id, field, key, words.language, nonce, sealed))
        data = {name: getattr(event, name) for name in event.__struct_fields__}
        return type(event)(**{**data, **changes})

    def words_at(self, stream: UUID, version: int) -> Mapping[str, tuple[str, str]]:
        """Language and text of the words that a stream's event at a version had, by field. Raises MissingWords if they are not
        cached."""
        words = self._words.get((stream, version))
        if words is None:
            raise MissingWords(stream, version)
        return words

    async def read_words(self, stream: UUID, version: int) -> None:
        """Reads the words of an event for the decision that needs them, which takes them from the cache."""
        async with self._pool.connection() as db:
            rows = await (await db.execute(READ_FIELDS, [stream, version])).fetchall()
        texts = await self.open([(event, field) for event, field, _ in rows])
        if len(self._words) > CACHED_WORDS:
            self._words.clear()
        self._words[stream, version] = {
            field: (language, texts[event, field]) for event, field, language in rows if (event, field) in texts
        }

    async def open(self, fields: Sequence[Field]) -> dict[Field, str]:
        """Decrypts the words of some fields. Erased words are missing from the result."""
        if not fields:
            return {}
        async with self._pool.connection() as db:
            rows = await (await db.execute(READ_OPENINGS, [[f[0] for f in fields], [f[1] for f in fields]])).fetchall()
        keys = await self.keys({key for _, _, key, _, _ in rows})
        return {
            (event, field): unseal(keys[key], key, event, field, bytes(nonce), bytes(sealed))[1]
            for event, field, key, nonce, sealed in rows
            if key in keys
        }

    async def keys(self, ids: Iterable[UUID], *, make: bool = False) -> dict[UUID, bytes]:
        """The data keys by their ids, from the cache or the database; erased ones are missing. `make` creates new ones."""
        missing = [key for key in ids if key not in self._keys]
        if missing:
            if len(self._keys) > CACHED_KEYS:
                self._keys.clear()
            async with self._pool.connection() as db:
                if make:
                    wrapped = [self._keyring.wrap(key, secrets.token_bytes(32)) for key in missing]
                    await db.execute(MAKE_KEYS, [missing, wrapped])
                for key, wrapped_key in await (await db.execute(READ_KEYS, [missing])).fetchall():
                    self._keys[key] = self._keyring.unwrap(key, bytes(wrapped_key))
        return {key: self._keys[key] for key in ids if key in self._keys}
