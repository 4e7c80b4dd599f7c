"""Chooses the language of official texts: the one that a field requests, else the reader's preferences, else the record's own
order, else any."""

from collections.abc import Collection, Sequence

ORDER = ("ar", "fr", "zgh", "en")

Languages = tuple[str, ...]


def preferred(accept_language: str) -> Languages:
    """The languages of an Accept-Language header (RFC 9110), the best first, in lower case; at most eight of them."""
    found: list[tuple[float, str]] = []
    for part in accept_language[:400].split(","):
        tag, _, rest = part.strip().lower().partition(";")
        try:
            quality = float(rest.partition("q=")[2] or 1)
        except ValueError:
            continue
        if tag and tag != "*" and 0 < quality <= 1:
            found.append((-quality, tag))
    return tuple(dict.fromkeys(tag for _, tag in sorted(found, key=lambda item: item[0])))[:8]


def best(there: Collection[str], languages: Sequence[str]) -> str | None:
    """The best of the available languages; None if there are none."""
    for wanted in (*languages, *ORDER):
        if wanted in there:
            return wanted
        primary = wanted.split("-", maxsplit=1)[0]
        for tag in there:
            if tag.lower() == wanted or tag.split("-", maxsplit=1)[0].lower() == primary:
                return tag
    return min(there, default=None)
