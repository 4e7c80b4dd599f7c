"""The description of the API: committed, complete, and its examples true."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from fastapi import FastAPI

import api
from api.app import NOUNS, create_app
from api.commands import Endpoint
from api.limits import Limits
from api.problems import OWN, REFUSALS, TITLES
from api.routes import CommandRoute
from domain.events import DECIDERS
from domain.kernel import Refusal

FILE = Path(api.__file__).with_name("openapi.json")


@pytest.fixture(scope="module")
def app() -> FastAPI:
    return create_app(lambda: pytest.fail("nothing is opened to be described"), Limits())


def commands(app: FastAPI) -> Iterator[tuple[str, dict[str, Any], Endpoint]]:
    """Each command's route: its name, what is said of it, and what answers."""
    described = app.openapi()
    for route in app.routes:
        if isinstance(route, CommandRoute):
            (method,) = route.methods or set()
            assert isinstance(route.app, Endpoint)
            yield route.name, described["paths"][route.path_format][method.lower()], route.app


def test_the_committed_description_is_todays(app: FastAPI, committed: Callable[[Path, str], None]) -> None:
    committed(FILE, json.dumps(app.openapi(), ensure_ascii=False, indent=2, sort_keys=True) + "\n")


def test_every_command_has_examples_that_are_true(app: FastAPI) -> None:
    names = []
    for name, said, endpoint in commands(app):
        names.append(name)
        assert said["summary"], name
        assert (endpoint.form is None) == ("requestBody" not in said), name
        if endpoint.form is not None:
            example = said["requestBody"]["content"]["application/json"]["example"]
            msgspec.convert(example, endpoint.form)
        headers = {parameter["name"] for parameter in said["parameters"] if parameter["in"] == "header"}
        assert headers == {"Idempotency-Key", "If-Match"}, name
        assert said["security"] == [{"token": []}], name
        done = next(said["responses"][status] for status in ("200", "201") if status in said["responses"])
        assert done["content"]["application/json"]["example"]["repeated"] is False
        for status in ("400", "401", "403", "412", "429", "503"):
            for problem in said["responses"][status]["content"]["application/problem+json"]["examples"].values():
                assert problem["value"]["status"] == int(status)
                assert "{" not in problem["value"]["detail"]
    assert len(names) == len(set(names)) == sum(len(noun.commands.declared) for noun in NOUNS)


def test_every_command_of_the_domain_is_offered_but_an_imports(app: FastAPI) -> None:
    sources = "".join(Path(noun.__file__ or "").read_text() for noun in NOUNS)
    offered = set(re.findall(r"domain\.(\w+)\(", sources))
    imports = {"Copy", "Reach", "Place"}
    assert {command.__name__ for command in DECIDERS} - offered == imports


def test_every_reference_leads_somewhere(app: FastAPI) -> None:
    described = app.openapi()
    names = set(re.findall(r'"#/components/schemas/(\w+)"', json.dumps(described)))
    assert names == set(described["components"]["schemas"])


def refusals(kind: type[Refusal] = Refusal) -> Iterator[type[Refusal]]:
    for narrower in kind.__subclasses__():
        yield narrower
        yield from refusals(narrower)


def test_every_code_has_its_status(app: FastAPI) -> None:
    ours = {kind.code for kind in refusals() if kind.__module__.startswith("domain.")}
    assert ours == set(REFUSALS)
    assert {*REFUSALS.values(), *(status for status, _ in OWN.values())} == set(TITLES)
