"""The description of the API: committed, complete, and its examples true."""

import json
import re
from collections.abc import Callable, Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import msgspec
import pytest
from fastapi import FastAPI

import api
from api.app import NOUNS, create_app
from api.limits import Limits
from api.pages.documentation import resolved
from api.problems import AS_THINGS_STAND, BY_FORM, EXCEPTIONS, OWN, TITLES, status_of
from api.rest.commands import Endpoint
from api.rest.fields import structs
from api.rest.routes import PREFIX, CommandRoute
from domain.participation import ballot, consultation
from domain.participation.raised_challenge import RaiseChallenge
from domain.plans.implementation import SendReminder
from domain.refusal import Refusal
from domain.registry import DECIDER_OF

FILE = Path(api.__file__).with_name("openapi.json")


@pytest.fixture(scope="module")
def app() -> FastAPI:
    return create_app(lambda: pytest.fail("nothing is opened to be described"), Limits())


def commands(app: FastAPI) -> Iterator[tuple[str, dict[str, Any], Endpoint]]:
    """Each command's route: its name, what is said of it, its parameters and answers resolved, and what answers."""
    described = app.openapi()
    for route in app.routes:
        if isinstance(route, CommandRoute):
            (method,) = route.methods or set()
            assert isinstance(route.app, Endpoint)
            said = described["paths"][route.path_format][method.lower()]
            parameters = [resolved(described, one) for one in said["parameters"]]
            responses = {status: resolved(described, one) for status, one in said["responses"].items()}
            yield route.name, {**said, "parameters": parameters, "responses": responses}, route.app


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
            for code in said["responses"][status]["content"]["application/problem+json"]["examples"]:
                problem = app.openapi()["components"]["examples"][code]["value"]
                assert (problem["code"], problem["status"]) == (code, int(status))
                assert "{" not in problem["detail"]
    assert len(names) == len(set(names)) == sum(len(noun.commands.declared) for noun in NOUNS)


def test_every_command_of_the_domain_is_offered_but_an_imports_and_a_clocks(app: FastAPI) -> None:
    offered = {declared.command for noun in NOUNS for declared in noun.commands.declared}
    assert set(DECIDER_OF) - offered == {ballot.Copy, consultation.Reach, RaiseChallenge, SendReminder}


def test_what_is_new_is_where_its_location_says() -> None:
    """The address of a new thing is one of a command's, or has some below it. (A part of a thing may have none.)"""
    declared = [one for noun in NOUNS for one in noun.commands.declared]
    known = {f"{PREFIX}{re.sub('{.*?}', '{}', one.path)}/" for one in declared}
    for one in declared:
        if one.location is not None and (one.command.creates or "{new}" not in one.location):
            address = re.sub("{.*?}", "{}", one.location.replace("{path}", PREFIX + one.path))
            assert any(path.startswith(f"{address}/") for path in known), f"{one.command.__name__}: {address}"


def test_every_reference_leads_somewhere_and_nothing_is_described_twice(app: FastAPI) -> None:
    described = app.openapi()
    for part in ("schemas", "examples", "responses", "parameters"):
        names = set(re.findall(rf'"#/components/{part}/([^"]+)"', json.dumps(described)))
        assert names == set(described["components"][part])


def test_no_form_takes_what_it_does_not_know(app: FastAPI) -> None:
    """Not even within what it holds: the small structs of the domain refuse unknown fields, too."""
    for name, _, endpoint in commands(app):
        for struct in structs(endpoint.form):
            assert struct.__struct_config__.forbid_unknown_fields, f"{name}: {struct.__name__}"


def refusals(kind: type[Refusal] = Refusal) -> Iterator[type[Refusal]]:
    for narrower in kind.__subclasses__():
        yield narrower
        yield from refusals(narrower)


def test_every_code_has_its_status(app: FastAPI) -> None:
    codes = [kind.code for kind in refusals() if kind.__module__.startswith("domain.")]
    assert len(codes) == len(set(codes))
    assert set(EXCEPTIONS) <= set(codes), "an exception for a refusal that is not there"
    for code, status in EXCEPTIONS.items():
        by_form = [status for pattern, status in BY_FORM if fnmatchcase(code, pattern)]
        assert [status] != (by_form or [AS_THINGS_STAND]), f"the form of {code} says so already"
    statuses = {*map(status_of, codes), *(status for status, _ in OWN.values())}
    assert statuses <= set(TITLES)
    assert AS_THINGS_STAND in TITLES


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("text.too-long", 422),
        ("moment.ahead", 422),
        ("community.bad-code", 422),
        ("community.unknown-time-zone", 422),
        ("moderation.reason-needed", 422),
        ("proposal.into-itself", 422),
        ("proposal.unknown", 404),
        ("organisation.not-registered", 404),
        ("community.parent-not-registered", 422),
        ("comment.not-yours", 403),
        ("not-allowed", 403),
        ("version-moved", 412),
        ("consultation.not-open", 409),
        ("office.unknown-role", 404),
        ("request.too-large", 413),
    ],
)
def test_a_codes_form_says_its_status(code: str, status: int) -> None:
    assert status_of(code) == status
