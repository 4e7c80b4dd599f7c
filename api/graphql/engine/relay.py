"""Lists by the Relay specification: pages from a cursor on, in both directions, with the total.

A cursor contains a position in the order, and the position at which the list was read. The next page is read as of the same
position, so that nothing is skipped or repeated when the record changes.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Generic, TypedDict, TypeVar, Unpack
from uuid import UUID

import msgspec

from api.graphql.engine import limits
from api.graphql.engine.errors import BadCursor, BadPage
from api.graphql.engine.kinds import Objects, Resolve, read_by
from api.graphql.engine.reading import Reading
from api.graphql.engine.selection import Selection
from projections.toolkit.kernel import ReadModel
from projections.toolkit.lists import Window, key
from projections.toolkit.sql import Order

T = TypeVar("T")


class Cursor(msgspec.Struct, frozen=True, gc=False, array_like=True, forbid_unknown_fields=True):
    """A place in the order of a list (`sort`, then `id`), and the position at which the list was read."""

    position: int
    sort: int | str
    id: UUID | None = None

    def __str__(self) -> str:
        return urlsafe_b64encode(msgspec.json.encode(self)).decode().rstrip("=")


_decoder = msgspec.json.Decoder(Cursor)


def cursor(text: str | None) -> Cursor | None:
    """Decodes a cursor. Raises BadCursor."""
    if text is None:
        return None
    try:
        return _decoder.decode(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (ValueError, msgspec.DecodeError):
        raise BadCursor(f"The cursor {text!r:.80} does not belong to this list.") from None


class Paging(TypedDict, total=False):
    """The arguments of every list."""

    first: int | None
    after: str | None
    last: int | None
    before: str | None


class ListRequest(Paging, total=False):
    """The arguments of a list; and, from the planner, whether the query wants the total, and the attributes of the items that
    it reads (None: any)."""

    counted: bool
    reads: frozenset[str] | None


def of_list(selections: Iterable[Selection]) -> ListRequest:
    """The part of the plan that a list needs."""
    asked = [field for selection in selections for field in selection.fields]
    things: list[Selection] = []
    for field in asked:
        edges = (field.children or {}).values() if field.name == "edges" else ()
        nodes = [one for edge in edges for one in edge.fields if one.name == "node"]
        for node in [field] if field.name == "nodes" else nodes:
            things += (node.children or {}).values()
    return ListRequest(counted=any(field.name == "totalCount" for field in asked), reads=looked_at(things))


def looked_at(things: Iterable[Selection]) -> frozenset[str] | None:
    """The attributes that the selected fields of the items read; None if unknown, or if the items may be of several types."""
    found: frozenset[str] = frozenset()
    for number, selection in enumerate(things):
        functions: list[Any] = [field.resolve for field in selection.fields]
        if selection.prepare:
            functions.append(selection.prepare)
        for function in functions:
            names = read_by(function)
            if names is None or number:
                return None
            found |= names
    return found


class Page(msgspec.Struct, frozen=True):
    """The requested page of a list, whether to count the whole, and the attributes of the items that are read (None: any)."""

    size: int
    backward: bool
    after: Cursor | None
    before: Cursor | None
    counted: bool = True
    reads: frozenset[str] | None = None

    @classmethod
    def asked(cls, **page: Unpack[ListRequest]) -> "Page":
        """Raises BadPage, BadCursor."""
        first, last = page.get("first"), page.get("last")
        if first is not None and last is not None:
            raise BadPage("Give either `first` or `last`, not both.")
        size = next((given for given in (first, last) if given is not None), limits.PAGE)
        if not 0 <= size <= limits.LARGEST_PAGE:
            raise BadPage(f"The page size must be between 0 and {limits.LARGEST_PAGE}, not {size}.")
        after, before = cursor(page.get("after")), cursor(page.get("before"))
        return cls(size, last is not None, after, before, page.get("counted", True), page.get("reads"))

    def window(self, name: str, order: str | None, filters: frozenset[str], columns: tuple[str, ...]) -> Window:
        """Requests one item more than the page: it shows whether there are more."""
        return Window(
            name, self.size + 1, order, filters, self.backward, self.after is not None, self.before is not None,
            self.counted, columns,
        )  # fmt: skip

    def cursors(self, order: Order) -> dict[str, Any]:
        """The cursors as parameters of a query. Raises BadCursor."""
        found: dict[str, Any] = {}
        for name, given in (("after", self.after), ("before", self.before)):
            if given is not None:
                if type(given.sort) is not (str if order.type == "text" else int) or given.id is None:
                    raise BadCursor("The cursor does not belong to this list.")
                try:
                    found |= {f"{name}_key": key(order, given.sort), f"{name}_id": given.id}
                except OverflowError:
                    raise BadCursor("The cursor does not belong to this list.") from None
        return found


class Placed(Generic[T]):
    __slots__ = ("node", "place")

    def __init__(self, node: T, place: Cursor) -> None:
        self.node, self.place = node, place

    @property
    def cursor(self) -> str:
        return str(self.place)


class Listed(Generic[T]):
    """One page of a list. `total` counts the whole list; None if it was not requested."""

    __slots__ = ("_items", "has_next_page", "has_previous_page", "total_count")

    def __init__(self, items: Sequence[tuple[T, Cursor]], page: Page, total: int | None) -> None:
        more = len(items) > page.size
        kept = list(items[: page.size])
        if page.backward:
            kept.reverse()
        self._items, self.total_count = kept, total
        self.has_next_page = page.before is not None if page.backward else more
        self.has_previous_page = more if page.backward else page.after is not None

    @property
    def page_info(self) -> "Listed[T]":
        return self

    @property
    def edges(self) -> list[Placed[T]]:
        return [Placed(node, place) for node, place in self._items]

    @property
    def nodes(self) -> list[T]:
        return [node for node, _ in self._items]

    @property
    def start_cursor(self) -> str | None:
        return str(self._items[0][1]) if self._items else None

    @property
    def end_cursor(self) -> str | None:
        return str(self._items[-1][1]) if self._items else None


async def connections(
    reading: Reading,
    model: ReadModel[Any],
    name: str,
    parents: Sequence[UUID | None],
    page: Page,
    also: Callable[[Any, Sequence[Any]], None] | None = None,
    **filters: Any,
) -> list[Listed[Any]]:
    """One page of a read model's list for each parent, or of its list of all for the parent None; in an `order`, if the list
    has several. `also` is called with each row, and with its columns of the part `joined`."""
    name = "all" if None in parents else name
    order = filters.pop("order", None)
    columns = model.columns.some(page.reads)
    asked = page.window(name, order, model.lists.filters(filters), columns.names)
    cursors = page.cursors(model.lists.order(name, order))
    parameters = {**cursors, **filters, "parents": list(parents), "position": reading.at}
    fields, load = len(columns.names), columns.load
    totals: dict[UUID | None, int | None] = {}
    found: dict[UUID | None, list[tuple[Any, Cursor]]] = {}
    for parent, total, sort, *values in await reading.fetch(model.lists.text(asked), parameters):
        totals[parent] = total
        if sort is not None:
            thing = load(values[:fields])
            if also:
                also(thing, values[fields:])
            found.setdefault(parent, []).append((thing, Cursor(reading.at, sort, thing.id)))
            if reading.by_facts:
                reading.things.add(thing.id)
    for page_items in found.values():
        page_items.sort(key=lambda item: (item[1].sort, item[1].id), reverse=page.backward)
    return [Listed(found.get(parent, ()), page, totals.get(parent)) for parent in parents]


def list_of(model: ReadModel[Any], name: str = "page", **filters: Any) -> Resolve:
    """Resolves a field by one of a read model's lists of each object, with paging arguments only."""

    async def listed(reading: Reading, rows: Objects, **page: Unpack[Paging]) -> list[Listed[Any]]:
        return await connections(reading, model, name, [row.id for row in rows], Page.asked(**page), **filters)

    return listed


def cursor_position(arguments: Mapping[str, Any]) -> int | None:
    """The position of the cursor in a field's arguments, if there is one."""
    given = arguments.get("after") or arguments.get("before")
    found = cursor(given) if isinstance(given, str) else None
    return None if found is None else found.position
