"""Routes commands directly, without FastAPI's layers.

A request for a command goes from the server straight to its `Endpoint`. FastAPI answers everything else: other addresses,
unknown methods, and commands that fail, so that one place turns errors into answers.
"""

import re
from collections.abc import Iterable
from typing import Any

from fastapi.routing import APIRoute
from starlette.types import Scope

from api.rest.commands import Endpoint

_name = re.compile(r"\?P<\w+>")


class Addresses:
    """The endpoints by method and path. One regular expression holds all paths of a method, in the order of the routes, so that
    it finds the same route as Starlette's router."""

    def __init__(self, routes: Iterable[APIRoute]) -> None:
        by_method: dict[str, list[APIRoute]] = {}
        for route in routes:
            for method in route.methods or ():
                by_method.setdefault(method, []).append(route)
        self._methods = {method: Alternatives(routes) for method, routes in by_method.items()}

    def find(self, scope: Scope) -> tuple[Endpoint, dict[str, Any]] | None:
        """The endpoint for a request, and the parameters in its path; None if FastAPI must answer it."""
        if scope["type"] != "http" or scope.get("root_path"):
            return None
        alternatives = self._methods.get(scope["method"])
        return alternatives.find(scope["path"]) if alternatives else None


class Alternatives:
    """The routes of one method. Each route is a group of the expression, and its parameters are groups within it."""

    def __init__(self, routes: Iterable[APIRoute]) -> None:
        self._routes: dict[int, tuple[Endpoint, list[tuple[int, str, Any]]]] = {}
        patterns, groups = [], 0
        for route in routes:
            assert isinstance(route.app, Endpoint)
            names = list(route.path_regex.groupindex)
            converted = [
                (groups + 2 + index, name, route.param_convertors[name].convert) for index, name in enumerate(names)
            ]
            self._routes[groups + 1] = (route.app, converted)
            patterns.append(f"({_name.sub('', route.path_regex.pattern)})")
            groups += 1 + route.path_regex.groups
        self._match = re.compile("|".join(patterns)).match

    def find(self, path: str) -> tuple[Endpoint, dict[str, Any]] | None:
        """The endpoint of a path, and the converted parameters; None if no route matches."""
        match = self._match(path)
        if match is None:
            return None
        assert match.lastindex is not None
        endpoint, converted = self._routes[match.lastindex]
        return endpoint, {name: convert(match[group]) for group, name, convert in converted}
