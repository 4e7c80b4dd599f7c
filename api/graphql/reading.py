"""What a query is read with: at which position, in whose languages, and people's words once they are opened."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from api.graphql.kinds import Objects, Prepare
from api.graphql.language import Languages, best
from api.ports import Field, Ports
from projections import as_of
from projections.as_of import Fetch
from projections.sql import Queries


class Reading:
    """`at` is the position that everything is read at, `moment` the time that it stands for; `latest` says that nothing
    newer can be seen by anybody."""

    def __init__(
        self, ports: Ports, fetch: Fetch, at: int, moment: datetime, languages: Languages, *, latest: bool
    ) -> None:
        self._ports, self.fetch = ports, fetch
        self.at, self.moment, self.languages, self.latest = at, moment, languages, latest
        self._words: dict[Field, str | None] = {}
        self._hidden: dict[UUID, bool] = {}

    async def rows(self, queries: Queries, name: str, **parameters: Any) -> list[tuple[Any, ...]]:
        """The rows of a named query at this position."""
        return list(await self.fetch(queries[name], {"position": self.at, **parameters}))

    async def of(self, row: Any, queries: Queries, ids: Iterable[UUID | None]) -> dict[UUID, Any]:
        """Things by their ids, as they stood; those that were not there yet are not there."""
        wanted = list({id for id in ids if id is not None})
        if not wanted:
            return {}
        fields = len(row.__struct_fields__)
        return {found[0]: row(*found[:fields]) for found in await self.rows(queries, "of", ids=wanted)}

    async def open(self, fields: Collection[Field]) -> None:
        """Opens words, to be asked for with `words`."""
        if missing := [field for field in set(fields) if field not in self._words]:
            opened = await self._ports.open_texts(missing)
            self._words.update((field, opened.get(field)) for field in missing)

    def words(self, event: UUID | None, field: str) -> str | None:
        """Words that were opened; None where there are none, or they were erased."""
        return None if event is None else self._words.get((event, field))

    async def look_who_is_hidden(self, things: Iterable[UUID]) -> None:
        """Finds out which proposals and comments are hidden now, to be asked with `hidden`."""
        if missing := [thing for thing in set(things) if thing not in self._hidden]:
            found = await as_of.hidden(self.fetch, missing)
            self._hidden.update((thing, thing in found) for thing in missing)

    def hidden(self, thing: UUID) -> bool:
        return self._hidden[thing]

    def best(self, there: Collection[str], language: str | None) -> str | None:
        """The language to show of those that a text is there in."""
        return best(there, (language.lower(), *self.languages) if language else self.languages)

    def official(self, words: Mapping[str, str], language: str | None) -> str | None:
        """An official text in the language that fits best."""
        chosen = self.best(words, language)
        return None if chosen is None else words[chosen]


def opening(columns: Mapping[str, tuple[tuple[str, str], ...]]) -> Prepare:
    """Opens the words that fields of a proposal or comment show: by the field's name, the columns that hold the openings'
    events, each with the name of the opening's field. Finds out what is hidden, too."""

    async def prepare(reading: Reading, rows: Objects, asked: frozenset[str]) -> None:
        wanted = {pair for name in asked for pair in columns.get(name, ())}
        if not wanted and "hidden" not in asked:
            return
        if reading.latest:
            reading._hidden.update((row.id, row.moderation == "hidden") for row in rows)
        else:
            await reading.look_who_is_hidden(row.id for row in rows)
        fields = [(event, field) for column, field in wanted for row in rows if (event := getattr(row, column))]
        await reading.open(fields)

    return prepare


def shown(column: str, field: str) -> Any:
    """A person's own words: null where they are hidden by moderation, or erased."""

    def values(reading: Reading, rows: Objects) -> list[str | None]:
        return [None if reading.hidden(row.id) else reading.words(getattr(row, column), field) for row in rows]

    return values


def said(column: str, field: str) -> Any:
    """Words that no moderation hides: a reason, an answer."""

    def values(reading: Reading, rows: Objects) -> list[str | None]:
        return [reading.words(getattr(row, column), field) for row in rows]

    return values


def is_hidden(reading: Reading, rows: Objects) -> list[bool]:
    return [reading.hidden(row.id) for row in rows]


def is_erased(reading: Reading, rows: Objects) -> list[bool]:
    return [not reading.hidden(row.id) and reading.words(row.body, "body") is None for row in rows]


def official(column: str) -> Any:
    """An official name or title, in one language."""

    def values(reading: Reading, rows: Objects, language: str | None = None) -> list[str | None]:
        return [reading.official(getattr(row, column), language) for row in rows]

    return values


def in_all_languages(column: str) -> Any:
    def values(reading: Reading, rows: Objects) -> Sequence[list["Tagged"]]:
        return [[Tagged(*item) for item in getattr(row, column).items()] for row in rows]

    return values


class Tagged:
    """A text and the language that it is in."""

    __slots__ = ("language", "text")

    def __init__(self, language: str, text: str | None) -> None:
        self.language, self.text = language, text
