"""How a page is made: in the reader's language and direction, escaped, with numbers and dates as the reader writes them."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import msgspec
from babel import dates, numbers
from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from api.i18n import LOCALES, NAMES, chosen, direction, interface_language, languages, translate, word
from api.moment import Moment
from api.ports import Ports
from domain.rules.deadlines import there

HERE = Path(__file__).parent
STYLES = (HERE / "static" / "sijill.css").read_bytes()
STYLE_PATH = f"/static/sijill.{sha256(STYLES).hexdigest()[:12]}.css"
"""Its name changes with its content: a browser may keep it for ever."""

READ = ["GET", "HEAD"]

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Vary": "Accept-Language",
    "Cache-Control": "no-cache",
}

environment = Environment(
    loader=FileSystemLoader(HERE / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


class Reader:
    """Somebody who reads a page: the templates' `reader`. `?lang=` goes before what the browser says."""

    def __init__(self, request: Request) -> None:
        given = request.query_params.get("lang", "")[:20].lower()
        self.asked = given if given in LOCALES else None
        self.tags = languages(request.headers.get("accept-language"))
        if self.asked:
            self.tags = list(dict.fromkeys([self.asked, *self.tags]))
        self.language = interface_language(self.tags)
        self.locale = LOCALES[self.language]
        self.direction = direction(self.language)
        self._request = request

    def says(self, text: str, **values: str | int) -> str:
        """One of the platform's own texts."""
        return translate(text, self.language, **values)

    def word(self, name: str) -> str:
        return word(name, self.language)

    def number(self, value: int) -> str:
        return numbers.format_decimal(value, locale=self.locale)

    def day(self, instant: datetime, zone: str = "UTC") -> Markup:
        """A date and time in a time zone, marked up with the exact instant."""
        local = there(instant, zone)
        comma = "،" if self.direction == "rtl" else ","
        shown = dates.format_datetime(local, f"d MMMM y{comma} HH:mm", locale=self.locale)
        exact = instant.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        return Markup('<time datetime="{}">{}</time>').format(exact, shown)

    def date(self, day: date) -> Markup:
        """A day without a clock."""
        return Markup('<time datetime="{}">{}</time>').format(
            day.isoformat(), dates.format_date(day, "d MMMM y", locale=self.locale)
        )

    def money(self, amount: int, currency: str) -> str:
        """A sum of money, given in minor units, in the currency's units."""
        units = Decimal(amount).scaleb(-numbers.get_currency_precision(currency))
        return numbers.format_currency(units, currency, locale=self.locale)

    def percent(self, value: int) -> str:
        """A whole number of hundredths."""
        return numbers.format_percent(Decimal(value) / 100, locale=self.locale)

    def official(self, words: Mapping[str, str]) -> Markup:
        """An official text in the language that the reader knows best, marked as being in it."""
        found = chosen(dict(words), self.tags)
        return self.written(*found) if found else Markup("")

    def written(self, language: str, text: str) -> Markup:
        """Words in some language, marked as being in it; line breaks are kept."""
        return Markup('<span lang="{}" dir="{}" class="written">{}</span>').format(language, direction(language), text)

    def link(self, path: str, moment: Moment | None = None, **query: str | int | None) -> str:
        """An address of this site, in the same language if that was chosen, and at the same moment if one is given."""
        kept = {"lang": self.asked, **(moment.asked if moment else {}), **query}
        parts = {name: value for name, value in kept.items() if value is not None}
        return f"{path}?{urlencode(parts)}" if parts else path

    def in_language(self, language: str) -> str:
        """This page in another language."""
        parts = [(name, value) for name, value in self._request.query_params.multi_items() if name != "lang"]
        return f"{self._request.url.path}?{urlencode([*parts, ('lang', language)])}"

    @cached_property
    def choices(self) -> list[tuple[str, str, bool]]:
        """The interface's languages: tag, own name, whether it is this one."""
        return [(language, NAMES[language], language == self.language) for language in LOCALES]


def ports_of(request: Request) -> Ports:
    ports: Ports = request.app.state.context.ports
    return ports


def page(request: Request, template: str, status: int = 200, **context: Any) -> HTMLResponse:
    """A page from its template. The template is given `reader`, `_` and what else is named here."""
    reader = Reader(request)
    made = environment.get_template(template).render(
        reader=reader, _=reader.says, style=STYLE_PATH, status=status, **context
    )
    return HTMLResponse(made, status, {**HEADERS, "Content-Language": reader.language})


def prose(text: str) -> Markup:
    """A text of the API's description: what stands between back ticks is code."""
    pieces = text.split("`")
    made = (Markup("<code>{}</code>").format(piece) if n % 2 else escape(piece) for n, piece in enumerate(pieces))
    return Markup("").join(made)


environment.filters["prose"] = prose


def as_json(value: Any) -> str:
    """Data to be shown, indented."""
    return msgspec.json.format(msgspec.json.encode(value), indent=2).decode()
