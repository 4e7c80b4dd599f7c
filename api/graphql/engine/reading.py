"""The context of a read: the position, the reader's languages, and opened texts."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from operator import attrgetter
from typing import Any
from uuid import UUID

from api.graphql.engine.cache import Rows
from api.graphql.engine.errors import NotBegun, NotIndexed
from api.graphql.engine.kinds import Objects, Prepare, Resolve, reads
from api.graphql.engine.language import Languages, best
from api.ports import Field
from domain.participation.withheld import withheld
from domain.rules.rulesets import Rulebook
from projections.participation.withheld import placeholders_of
from projections.queries import as_of
from projections.search import terms_of_query
from projections.toolkit.facts import ByFacts
from projections.toolkit.kernel import ReadModel, Row
from projections.toolkit.sql import Fetch, Queries

SearchToken = Callable[[str], int]
"""How the index of the search has a term."""

PATIENCE, PAUSE = 2.0, 0.05
"""Seconds for which a query waits for the index of the search, and between two looks."""

INDEXED = "select search_index.next, (select min(next) from read_model) from search_index"

Open = Callable[[Sequence[Field]], Awaitable[dict[Field, str]]]
"""Gives people's texts by the ids of their openings, without erased ones."""


def no_search(term: str) -> int:
    raise NotImplementedError("this reading does not search")


class Reading:
    """`at` is the position of the read, `moment` its instant; `latest`: no reader can see a newer position. `rules` are all
    rule sets. `seen` caches rows that were loaded with others, by type and integer id: hashing a UUID takes four times as
    long. `by_facts`: the read is of what had happened at `moment`; `things` then collects the ids of all rows."""

    def __init__(
        self,
        fetch: Fetch,
        open: Open,
        at: int,
        moment: datetime,
        languages: Languages,
        *,
        latest: bool,
        rules: Rulebook = Rulebook(),
        kept: Rows | None = None,
        by_facts: bool = False,
        search_token: SearchToken = no_search,
    ) -> None:
        self.fetch: Fetch = ByFacts(fetch, moment) if by_facts else fetch
        self.by_facts, self.things = by_facts, set[UUID]()
        self._open, self.rules = open, rules
        self.search_token = search_token
        self.at, self.moment, self.languages, self.latest = at, moment, languages, latest
        self._kept = Rows() if kept is None else kept
        self._words: dict[Field, str] = {}
        self._hidden: dict[UUID, bool] = {}
        self.seen: defaultdict[type, dict[int, Any]] = defaultdict(dict)

    async def rows(self, queries: Queries, name: str, **parameters: Any) -> list[tuple[Any, ...]]:
        """The rows of a named query at this position."""
        return list(await self.fetch(queries[name], {"position": self.at, **parameters}))

    async def of(self, model: ReadModel[Row], ids: Iterable[UUID | None]) -> dict[UUID | None, Row]:
        """Rows by their ids as of the position, without those that did not exist yet."""
        wanted = list({id for id in ids if id is not None})
        if not wanted:
            return {}
        known: dict[UUID | None, Row] = {}
        missing: list[UUID] = []
        for id in wanted:
            row = self._kept.get(model.table, id, self.at)
            if row is None:
                missing.append(id)
            else:
                known[id] = row
        if missing:
            for values in await self.fetch(model.of, {"position": self.at, "ids": missing}):
                known[values[0]] = row = model.load(values)
                self._kept.keep(model.table, values[0], self.at, row)
        if self.by_facts:
            self.things.update(id for id in known if id is not None)
        return known

    async def has_begun(self, model: ReadModel[Any], thing: UUID) -> None:
        """Raises NotBegun if a thing that is not there at the moment of this reading came only later."""
        if self.latest:
            return
        fact = self.moment if self.by_facts else None
        if later := await as_of.beginning_after(self.fetch, model, thing, self.at, fact):
            when = later.instant.isoformat()
            raise NotBegun(f"It begins on {when}, no. {later.position}.", begins=when, position=later.position)

    async def open(self, fields: Sequence[Field]) -> None:
        """Opens texts, which `words` then gives."""
        self._words.update(await self._open(fields))

    async def looked_for(self, text: str, language: str | None) -> dict[str, Any]:
        """The parameters of a search: the number of the word and the token, for each token of each word. Raises NotIndexed if the
        index has not come as far as the read models."""
        await self._must_be_indexed()
        terms = [(number, term) for number, terms in enumerate(terms_of_query(text, language)) for term in terms]
        return {"words": [number for number, _ in terms], "tokens": [self.search_token(term) for _, term in terms]}

    async def _must_be_indexed(self) -> None:
        """Waits for the index of the search, for PATIENCE seconds."""
        deadline = asyncio.get_running_loop().time() + PATIENCE
        ((reached, end),) = await self.fetch(INDEXED, {})
        while reached < end:
            if asyncio.get_running_loop().time() > deadline:
                raise NotIndexed(
                    f"The index of the search is being made: {reached:,} of {end:,} entries are done. Ask again later."
                )
            await asyncio.sleep(PAUSE)
            ((reached, _),) = await self.fetch(INDEXED, {})

    def words(self, event: UUID | None, field: str) -> str | None:
        """The opened texts; None for erased ones, and where there is none."""
        return None if event is None else self._words.get((event, field))

    async def look_who_is_hidden(self, things: Iterable[UUID]) -> None:
        """Loads which of some contributions are withheld, for `hides`."""
        if missing := [thing for thing in set(things) if thing not in self._hidden]:
            found = await placeholders_of(self.fetch, missing, self.at)
            self._hidden.update((thing, thing in found) for thing in missing)

    def hidden(self, thing: UUID) -> bool:
        return self._hidden[thing]

    def hides(self, row: Any) -> bool:
        """Whether the text of a proposal or comment is withheld: moderation hides it, or its author has withdrawn it, now or
        at the moment that is read. For an older moment, `look_who_is_hidden` must have loaded it."""
        return withheld(row.moderation, row.withdrawn) is not None if self.latest else self._hidden[row.id]

    def best(self, there: Collection[str], language: str | None) -> str | None:
        """The best of the available languages for the reader."""
        return best(there, (language.lower(), *self.languages) if language else self.languages)

    def official(self, words: Mapping[str, str], language: str | None) -> str | None:
        """An official text in the reader's best language."""
        chosen = self.best(words, language)
        return None if chosen is None else words[chosen]


def one(model: ReadModel[Any], named: str | Callable[[Any], UUID | None]) -> Resolve:
    """Resolves a reference: a column that holds an id (`body`, `said.resolution`), or the id that `named` finds in the row."""
    id_in: Callable[[Any], UUID | None] = attrgetter(named) if isinstance(named, str) else named

    async def referenced(reading: Reading, rows: Objects) -> list[Any]:
        ids = [id_in(row) for row in rows]
        things = await reading.of(model, ids)
        return [things.get(id) for id in ids]

    return reads(named.partition(".")[0])(referenced) if isinstance(named, str) else referenced


def opening(columns: Mapping[str, tuple[tuple[str, str], ...]]) -> Prepare:
    """A `prepare` function that opens the texts of a proposal's or comment's fields: for each field, the columns that hold the
    openings' event ids, with the openings' field names. Also loads which of them are withheld."""

    @reads()  # nothing for other fields, which do not read these columns
    async def prepare(reading: Reading, rows: Objects, requested: frozenset[str]) -> None:
        wanted = {pair for name in requested for pair in columns.get(name, ())}
        if not wanted and "hidden" not in requested:
            return
        if not reading.latest:
            await reading.look_who_is_hidden(row.id for row in rows)
        fields = [(event, field) for column, field in wanted for row in rows if (event := getattr(row, column))]
        await reading.open(fields)

    return prepare


def text_if_shown(column: str, field: str) -> Any:
    """A person's text: null if moderation hides it, its author has withdrawn it, or it is erased."""

    def values(reading: Reading, rows: Objects) -> list[str | None]:
        return [None if reading.hides(row) else reading.words(getattr(row, column), field) for row in rows]

    return values


def opened_text(column: str, field: str) -> Any:
    """Text that is not subject to moderation: a reason, an answer."""

    def values(reading: Reading, rows: Objects) -> list[str | None]:
        return [reading.words(getattr(row, column), field) for row in rows]

    return values


def is_hidden(reading: Reading, rows: Objects) -> list[bool]:
    return [reading.hides(row) for row in rows]


def is_erased(reading: Reading, rows: Objects) -> list[bool]:
    return [not reading.hides(row) and reading.words(row.body, "body") is None for row in rows]


def official(column: str) -> Any:
    """An official name or text, in one language; null if there is none."""

    def values(reading: Reading, rows: Objects, language: str | None = None) -> list[str | None]:
        return [reading.official(getattr(row, column) or {}, language) for row in rows]

    return values


def in_all_languages(column: str) -> Any:
    def values(reading: Reading, rows: Objects) -> Sequence[list["Tagged"]]:
        return [[Tagged(*item) for item in (getattr(row, column) or {}).items()] for row in rows]

    return values


class Tagged:
    """A text with its language."""

    __slots__ = ("language", "text")

    def __init__(self, language: str, text: str | None) -> None:
        self.language, self.text = language, text
