"""Finds communities by code, or by name in any of their languages, in any spelling, with or without their kind."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from uuid import UUID

import msgspec

from domain.letters import folded
from domain.text import Words
from ops.imports.common.sentences import Message, Sentence

UNKNOWN = Sentence(
    "community-unknown", "no registered community has the code or the name {name}: correct it, or register it"
)
AMBIGUOUS = Sentence(
    "community-ambiguous", "several registered communities are named {name}: give its code, one of {codes}"
)
DIFFERENT = Sentence("community-contradicted", "{first} and {second} are different communities: correct one of them")

REGISTERED = "select id, code, kind, name from community where until = 9223372036854775807"

REGION, PROVINCE, COMMUNE = "region", "province", "commune"
KINDS = {
    **dict.fromkeys(("region", "regional", "جهه", "الجهه", "الجهوي", "جهوي"), REGION),
    **dict.fromkeys(
        ("province", "prefecture", "provincial", "prefectoral", "اقليم", "الاقليم", "الاقليمي", "عماله", "العماله"), PROVINCE
    ),
    **dict.fromkeys(
        ("commune", "communal", "municipalite", "municipality", "municipal", "ville", "جماعه", "الجماعه", "الجماعي",
         "بلديه", "مدينه"), COMMUNE,
    ),
}  # fmt: skip
AROUND = frozenset(
    ("conseil", "council", "collectivite", "territoriale", "مجلس", "المجلس", "الترابيه", "ترابيه", "de", "d", "du", "des", "of",
     "the", "la", "urbaine", "rurale", "الحضريه", "القرويه", "حضريه", "قرويه")
)  # fmt: skip
"""Words before a name that are not part of it, beside kinds."""

ARTICLES = frozenset(("al", "el", "l", "le", "la", "les", "de", "d"))


class Unresolved(Exception):
    """A community cannot be found; `message` says why."""

    def __init__(self, message: Message) -> None:
        self.message = message
        super().__init__(str(message))


class Community(msgspec.Struct, frozen=True):
    """A registered community."""

    id: UUID
    code: str
    kind: str
    name: Words


class Communities:
    """The registered communities, by code and by name."""

    def __init__(self, registered: Iterable[Community]) -> None:
        self._by_code: dict[str, Community] = {}
        self._exact: dict[str, dict[UUID, Community]] = defaultdict(dict)
        self._loose: dict[str, dict[UUID, Community]] = defaultdict(dict)
        for one in registered:
            self._by_code[one.code.casefold()] = one
            for name in one.name.values():
                words, _ = name_and_kind(name)
                self._exact["".join(words)][one.id] = one
                self._loose[loose(words)][one.id] = one

    def resolve(self, text: str) -> Community:
        """The community of a code or a name. Raises Unresolved."""
        if community := self._by_code.get(text.strip().casefold()):
            return community
        words, kind = name_and_kind(text)
        matches = list(self._exact.get("".join(words), self._loose.get(loose(words), {})).values())
        if kind is not None and len(matches) > 1:
            matches = [one for one in matches if class_of(one.kind) == kind] or matches
        if len(matches) > 1:
            raise Unresolved(AMBIGUOUS(name=text, codes=sorted(one.code for one in matches)[:10]))
        if not matches or (kind is not None and class_of(matches[0].kind) not in (kind, None)):
            raise Unresolved(UNKNOWN(name=text))
        return matches[0]

    def resolve_all(self, texts: Iterable[str]) -> Community:
        """The one community of several names of it: one of them may be unknown or ambiguous. Raises Unresolved."""
        communities: dict[UUID, Community] = {}
        reasons: list[Unresolved] = []
        texts = [text for text in texts if text.strip()]
        for text in texts:
            try:
                community = self.resolve(text)
                communities[community.id] = community
            except Unresolved as reason:
                reasons.append(reason)
        if len(communities) > 1:
            raise Unresolved(DIFFERENT(first=texts[0], second=texts[1]))
        if not communities:
            raise reasons[0] if reasons else Unresolved(UNKNOWN(name=""))
        return next(iter(communities.values()))


async def registered_communities(pool: Any) -> Communities:
    """The communities of the read model, which must have caught up."""
    async with pool.connection() as db:
        rows = await (await db.execute(REGISTERED, binary=True)).fetchall()
    return Communities(Community(*row) for row in rows)


def name_and_kind(text: str) -> tuple[list[str], str | None]:
    """The words of a name in normal form, without its kind, and the class of that kind if the text says it."""
    words = "".join(one if one.isalnum() else " " for one in folded(text)).split()
    kind = None
    rest = list(words)
    while len(rest) > 1 and (rest[0] in KINDS or rest[0] in AROUND):
        kind = KINDS.get(rest.pop(0), kind) or kind
    return rest, kind


def loose(words: list[str]) -> str:
    """A name without articles, as one word."""
    kept = [word for word in words if word not in ARTICLES]
    return "".join(word.removeprefix("ال") if len(word) > 4 else word for word in kept or words)


def class_of(kind: str) -> str | None:
    """The class of a registered kind."""
    if kind in ("province", "prefecture"):
        return PROVINCE
    return next((one for one in (REGION, COMMUNE) if kind == one or kind.endswith(f"_{one}")), None)
