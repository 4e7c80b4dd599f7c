"""Describes a function as text that does not depend on names, formatting and comments."""

import ast
import builtins
import dis
import functools
import types
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import copy
from pathlib import Path
from typing import Any

Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
NO_EFFECT = {"annotation", "returns", "type_comment", "type_params", "ctx", "kind"}
BINDING = {"name", "rest", "names"}
"""The fields of syntax tree nodes that hold names of locals."""


@functools.cache
def functions(file: str) -> Mapping[tuple[int, str], list[Function]]:
    """All functions of a file, by line and name."""
    found = defaultdict(list)
    for node in ast.walk(ast.parse(Path(file).read_bytes())):
        if isinstance(node, Function):
            lines = [one.lineno for one in (node, *getattr(node, "decorator_list", ()))]
            found[min(lines), getattr(node, "name", "<lambda>")].append(node)
    return found


def meant(code: types.CodeType, nodes: list[Function]) -> list[Function]:
    """Of several lambdas on a line, the one of a code object: the smallest that contains all its instructions. All of them, if
    Python was started without column positions."""
    if len(nodes) < 2:
        return nodes
    places = [(line, column) for line, _, column, last in code.co_positions() if line and last and column is not None]
    found = [node for node in nodes if all(begin(node) <= place <= end(node) for place in places)]
    return (
        [min(found, key=lambda node: (end(node)[0] - begin(node)[0], end(node)[1] - begin(node)[1]))]
        if found
        else nodes
    )


def begin(node: Function) -> tuple[int, int]:
    return node.lineno, node.col_offset


def end(node: Function) -> tuple[int, int]:
    return node.end_lineno or node.lineno, node.end_col_offset or 0


class Body:
    """A function as text: its syntax tree without statements that have no effect; locals are numbered, globals replaced by
    their values."""

    def __init__(self, function: types.FunctionType, value: Callable[[Any], str], used: set[str]) -> None:
        """`value` describes the globals that the function uses; `used` collects the attribute names that it reads."""
        self._value, self._used, code = value, used, function.__code__
        self._nodes = meant(code, functions(code.co_filename).get((code.co_firstlineno, code.co_name), []))
        if not self._nodes:
            raise TypeError(f"a read model's digest finds no source of {function!r}")
        closure = dict(zip(code.co_freevars, (cell.cell_contents for cell in function.__closure__ or ()), strict=True))
        self._outside = {**vars(builtins), **function.__globals__, **closure}
        self._nodes = [self._without_registration(node) for node in self._nodes]
        self._globals = {*code.co_freevars, *global_names(code), *names_around(self._nodes)} & self._outside.keys()
        inside = [one for node in self._nodes for one in ast.walk(node)]
        self._parameters = {one.arg for one in inside if isinstance(one, ast.arg)}
        names = [name for one in inside if (name := bound_name(one)) and name not in self._parameters | self._globals]
        self._locals = {name: f"${number}" for number, name in enumerate(dict.fromkeys(names))}

    def _without_registration(self, node: Function) -> Function:
        """A function without the decorators that only register it, and return it unchanged (see fold.py)."""
        bare = copy(node)
        if not isinstance(bare, ast.Lambda):
            bare.decorator_list = [one for one in bare.decorator_list if not self._registers(one)]
        return bare

    def _registers(self, decorator: ast.expr) -> bool:
        match decorator:
            case ast.Attribute(value=ast.Name(id=owner), attr=name):
                return name in getattr(self._outside.get(owner), "registers", ())
        return False

    def text(self) -> str:
        return self._written(self._nodes)

    def _written(self, node: Any) -> str:
        match node:
            case list():
                return f"[{', '.join(self._written(one) for one in node if not without_effect(one))}]"
            case ast.Name(id=name):
                return self._name(name)
            case ast.Attribute(value=of, attr=name):
                self._used.add(name)
                found = self._of_module(node)
                return f"{self._written(of)}.{name}" if found is None else self._value(found)
            case ast.Constant(value=value):
                self._used.add(str(value))  # as getattr and attrgetter name them
                return f"{type(value).__name__} {value!a}"
            case ast.AnnAssign(target=target, value=value):
                return f"Assign(targets=[{self._written(target)}], value={self._written(value)})"
            case ast.MatchClass(kwd_attrs=names):
                self._used.update(names)
            case ast.Import() | ast.ImportFrom():
                raise TypeError("a read model's digest cannot tell what is imported inside of a function")
        return self._tree(node) if isinstance(node, ast.AST) else repr(node)

    def _tree(self, node: ast.AST) -> str:
        fields = []
        for name, part in ast.iter_fields(node):
            if name in BINDING:
                own = node in self._nodes
                fields += [
                    self._locals.get(one, one) for one in ([part] if isinstance(part, str) else part or ()) if not own
                ]
            elif name not in NO_EFFECT and part not in (None, []):
                fields.append(f"{name}={self._written(part)}")
        return f"{type(node).__name__}({', '.join(fields)})"

    def _name(self, name: str) -> str:
        """A name in the code: a local's number, a parameter itself, a global's value."""
        inside = self._locals.get(name, name if name in self._parameters or name not in self._globals else "")
        return inside + (self._value(self._outside[name]) if name in self._globals else "")

    def _of_module(self, node: ast.expr) -> Any:
        """The value of `module.name`; None if it is not in a module."""
        match node:
            case ast.Name(id=name) if name in self._globals:
                return self._outside[name]
            case ast.Attribute(value=of, attr=name) if isinstance(module := self._of_module(of), types.ModuleType):
                return getattr(module, name)
        return None


def global_names(code: types.CodeType) -> Iterator[str]:
    """The global names that a function, or a function inside it, uses."""
    for one in dis.get_instructions(code):
        if one.opname in ("LOAD_GLOBAL", "LOAD_NAME"):
            yield one.argval
        elif isinstance(one.argval, types.CodeType):
            yield from global_names(one.argval)


def names_around(functions: Iterable[Function]) -> Iterator[str]:
    """The names in decorators and defaults of functions, which are evaluated outside of them."""
    for function in functions:
        values = [*function.args.defaults, *filter(None, function.args.kw_defaults)]
        for value in [*values, *getattr(function, "decorator_list", ())]:
            yield from (one.id for one in ast.walk(value) if isinstance(one, ast.Name))


def bound_name(node: ast.AST) -> str | None:
    """The name that a node binds."""
    match node:
        case (
            ast.Name(id=str(name), ctx=ast.Store())
            | ast.FunctionDef(name=str(name))
            | ast.ExceptHandler(name=str(name))
        ):
            return name
        case ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)) | ast.MatchMapping(rest=str(name)):
            return name
    return None


def without_effect(node: Any) -> bool:
    """Whether a statement has no effect at run time: a docstring, a declaration."""
    match node:
        case ast.Expr(value=ast.Constant()) | ast.Pass() | ast.AnnAssign(value=None):
            return True
    return False
