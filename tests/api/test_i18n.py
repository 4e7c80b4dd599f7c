"""The catalogues: every text of the platform is in every language, and each language is asked for and written as it should."""

import importlib
import pkgutil
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest
from jinja2.ext import babel_extract

import api
import domain
import ops.cli.import_report
import ops.imports
from api import i18n
from api.problems import OWN, TITLES
from domain.communities.office import ROLES
from domain.refusal import Refusal
from domain.registry import EVENTS
from ops.imports.common.sentences import OTHER, SENTENCES

TEMPLATES = Path(api.__file__).parent / "pages" / "templates"


def refusals(kind: type[Refusal] = Refusal) -> Iterator[type[Refusal]]:
    for narrower in kind.__subclasses__():
        yield narrower
        yield from refusals(narrower)


def texts() -> list[str]:
    """Every source text: refusals, the API's own problems, pages, the sentences of imports."""
    for package in (domain, api):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not module.name.endswith("__main__"):
                importlib.import_module(module.name)
    # The product's own: tests make refusals too.
    ours = (kind for kind in refusals() if kind.__module__.startswith(("domain.", "api.")))
    found = [" ".join((kind.__doc__ or "").split()) for kind in ours]
    found += [text for _, text in OWN.values()]
    found += TITLES.values()
    for module in pkgutil.walk_packages(ops.imports.__path__, "ops.imports."):
        importlib.import_module(module.name)
    found += (
        " ".join(one.text.split())
        for one in SENTENCES.values()
        if one is not OTHER and not one.code.endswith("-in-tests")
    )
    for file in sorted(TEMPLATES.glob("*.html")):
        with file.open("rb") as template:
            for _, _, message, _ in babel_extract(template, ["_"], [], {}):
                found.append(message if isinstance(message, str) else message[0])
    return list(dict.fromkeys(found))


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_every_text_is_translated_with_all_that_it_names(language: str) -> None:
    catalogue = i18n.catalogue(language)
    wanted = texts()
    assert len(wanted) > 100
    translations = {text: str(getattr(catalogue.get(text), "string", "") or "") for text in wanted}
    assert [text for text, translation in translations.items() if not translation] == []
    assert [text for text, said in translations.items() if placeholders(text) != placeholders(said)] == []


@pytest.mark.parametrize("language", i18n.LOCALES)
def test_every_event_field_and_role_has_a_word(language: str) -> None:
    names = {event.__name__ for event in EVENTS} | set(ROLES)
    names |= {name for event in EVENTS for name in event.__struct_fields__ if not name.endswith("_was")}
    catalogue = i18n.catalogue(language)
    assert sorted(name for name in names if not catalogue.get(name, context=i18n.WORD)) == []


@pytest.mark.parametrize("language", i18n.LOCALES)
def test_a_message_stands_in_one_file(language: str) -> None:
    """What two contexts say belongs in `platform.po`; a word that another context has already is not given again."""
    parts = i18n.parts(language)
    assert set(parts) == set(i18n.parts(i18n.DEFAULT)) >= {"platform", "communities", "participation"}
    places = defaultdict(list)
    for name, part in parts.items():
        lines = (i18n.FOLDER / language / "LC_MESSAGES" / f"{name}.po").read_text().splitlines()
        assert len(part) == sum(line.startswith("msgid ") for line in lines) - 1, f"{name}.po has a message twice"
        for message in part:
            if message.id:
                places[message.context, message.id].append(name)
    assert {key: names for key, names in places.items() if len(names) > 1} == {}
    assert len(i18n.catalogue(language)) == len(places)


@pytest.mark.parametrize("language", i18n.LOCALES)
def test_no_translation_is_left_over(language: str) -> None:
    plain = {str(message.id) for message in i18n.catalogue(language) if message.id and not message.context}
    assert sorted(plain - set(texts())) == []


def test_values_are_said_in_the_readers_language() -> None:
    held = "This person holds the office of {role} already."
    assert "point focal" in i18n.translate(held, "fr", role="focal_point")
    assert "نقطة ارتكاز" in i18n.translate(held, "ar-MA", role="focal_point")
    assert i18n.translate(held, "de", role="focal_point") == "This person holds the office of focal point already."
    assert i18n.translate("Unheard of: {name}", "fr", name="{x}") == "Unheard of: {x}"


@pytest.mark.parametrize(
    ("header", "wanted"),
    [
        (None, ["ar", "fr", "en"]),
        ("", ["ar", "fr", "en"]),
        ("fr-MA,fr;q=0.9,en;q=0.8", ["fr-ma", "fr", "en", "ar"]),
        ("en;q=0.2, zgh", ["zgh", "en", "ar", "fr"]),
        ("fr;q=0, *", ["ar", "fr", "en"]),
        ("fr;q=nonsense,,;q=1,en", ["en", "ar", "fr"]),
        ("x" * 10_000, ["x" * 10_000, "ar", "fr", "en"]),
    ],
)
def test_languages_in_the_order_in_which_they_are_wanted(header: str | None, wanted: list[str]) -> None:
    assert i18n.languages(header) == wanted


def test_the_text_that_a_reader_understands_best() -> None:
    text = {"ar": "س", "zgh": "ⵙ"}
    assert i18n.chosen(text, ["zgh", "ar"]) == ("zgh", "ⵙ")
    assert i18n.chosen(text, ["de"]) == ("ar", "س")
    assert i18n.chosen({}, ["de"]) is None


@pytest.mark.parametrize(
    ("language", "wanted"),
    [
        ("ar", "rtl"),
        ("ar-MA", "rtl"),
        ("fr", "ltr"),
        ("zgh", "ltr"),
        ("zgh-Tfng", "ltr"),
        ("x-unknown", "ltr"),
        ("", "ltr"),
    ],
)
def test_direction(language: str, wanted: str) -> None:
    assert i18n.direction(language) == wanted
