"""Commands answered without the layers that they do not use.

A request for a command goes from the server to its `Endpoint` at once. Everything else goes through FastAPI: other addresses,
methods that an address does not know, and every command that fails, so that one place makes answers of errors.
"""

import re
from collections.abc import Iterable
from typing import Any

from fastapi.routing import APIRoute
from starlette.types import Scope

from api.rest.commands import Endpoint

_name = re.compile(r"\?P<\w+>")


class Addresses:
    """The endpoints of routes by method and path. All paths of a method are one expression, in the order of the routes: the
    route that it finds is the first that Starlette's router would."""

    def __init__(self, routes: Iterable[APIRoute]) -> None:
        by_method: dict[str, list[APIRoute]] = {}
        for route in routes:
            for method in route.methods or ():
                by_method.setdefault(method, []).append(route)
        self._methods = {method: Alternatives(routes) for method, routes in by_method.items()}

    def find(self, scope: Scope) -> tuple[Endpoint, dict[str, Any]] | None:
        """The endpoint that answers a request, and the parameters in its path; None if FastAPI must see to it."""
        if scope["type"] != "http" or scope.get("root_path"):
            return None
        alternatives = self._methods.get(scope["method"])
        return alternatives.find(scope["path"]) if alternatives else None


class Alternatives:
    """The routes of one method. A path that matches is told by the group of its route, in which its parameters are groups."""

    def __init__(self, routes: Iterable[APIRoute]) -> None:
        self._routes: dict[int, tuple[Endpoint, list[tuple[int, str, Any]]]] = {}
        patterns, groups = [], 0
        for route in routes:
            assert isinstance(route.app, Endpoint)
            names = list(route.path_regex.groupindex)
            converted = [
                (groups + 2 + place, name, route.param_convertors[name].convert) for place, name in enumerate(names)
            ]
            self._routes[groups + 1] = (route.app, converted)
            patterns.append(f"({_name.sub('', route.path_regex.pattern)})")
            groups += 1 + route.path_regex.groups
        self._match = re.compile("|".join(patterns)).match

    def find(self, path: str) -> tuple[Endpoint, dict[str, Any]] | None:
        found = self._match(path)
        if found is None:
            return None
        assert found.lastindex is not None
        endpoint, converted = self._routes[found.lastindex]
        return endpoint, {name: convert(found[group]) for group, name, convert in converted}
