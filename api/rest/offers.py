"""Derives a command's route from its class: the form from its fields, and a function from the request to the command.

Fields that the path names come from the path. The id of a new thing is generated. All other fields are fields of the form, by
`api.rest.fields`.
"""

import re
from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Any, get_args
from uuid import UUID

import msgspec

from api.i18n import word
from api.problems import Problem
from api.rest.commands import Call, Function, Wanted
from api.rest.fields import form_field, has, required, with_default
from api.rest.forms import UNDETERMINED, Form, Language, Reason, Text
from api.rest.logins import holder
from api.rest.representation import Behalf, represented
from domain.communities.community import community_id
from domain.communities.office import ROLES
from domain.kernel import Command
from domain.registry import DECIDER_OF
from domain.text import Sealed

Source = Callable[[Call, Any], Any]
"""`(call, body)` gives the value of one field of the command."""

COMMUNITY_IN_PATH = "code"
_place = re.compile(r"{(\w+)(?::(\w+))?}")


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """The options of an offered command: see `api.rest.routes.Commands.offers`."""

    form: type[Form] | str | None = None
    new: str | None = None
    fixed: Mapping[str, Any] = {}
    login: str | None = None
    coded: Collection[str] = ()
    behalf: bool = False
    recorded: bool = False
    names_language: bool = False


class Derived(msgspec.Struct, frozen=True):
    """A derived route: its function, its form, its query parameters, and the field with the id of the new thing."""

    function: Function
    form: type[Form] | None
    query: tuple[str, ...]
    new: str | None


def derive(command: type[Command], path: str, options: Options) -> Derived:
    """Derives the route of a command at a path. Raises TypeError if that is impossible."""
    fields = {field.name: field for field in msgspec.structs.fields(command)}
    if unknown := {*options.fixed, *options.coded, *filter(None, (options.new, options.login))} - set(fields):
        raise TypeError(f"{command.__name__} has no field {', '.join(sorted(unknown))}")
    sources = {
        **in_path(command, fields, path, options.coded),
        **{name: constant(value) for name, value in options.fixed.items()},
    }
    new = options.new or (noun(command) if command.creates else None)
    new = new if new in fields and new not in sources else None
    if new is not None:
        sources[new] = new_id
    form_fields, has_words = {}, False
    for name, field in fields.items():
        if name in sources or name == options.login:
            continue
        its_form_field = form_field(field.type, by_code=name in options.coded)
        form_fields[name] = (name, *with_default(its_form_field.kind, field))
        sources[name] = in_body(name, its_form_field.convert)
        has_words = has_words or has(field.type, Sealed, flat=True)
    more: list[tuple[Any, ...]] = []
    if options.login is not None:
        person = fields[options.login]
        may_be_none = (Text | None, None)
        needed = with_default(Text if required(person) else Text | None, person)
        more.append(("login", *(may_be_none if options.login == new else needed)))
    if has_words:
        more.append(("language", Language, *(() if options.names_language else (UNDETERMINED,))))
    behalf = options.behalf or options.recorded
    query = ("organisation",) if behalf and not form_fields and not options.recorded else ()
    if behalf and not query:
        more.append(("on_behalf_of", Behalf | None, None))
    if options.recorded:
        more.append(("occurred_at", datetime | None, None))
    if clashing := {field[0] for field in more} & set(fields):
        raise TypeError(
            f"{command.__name__} has a field that means something else in a form: {', '.join(sorted(clashing))}"
        )
    form_fields.update((field[0], field) for field in more)
    form = form_of(command, list(form_fields.values()), options.form)
    if isinstance(options.form, type):  # fields that a form by hand leaves out keep the command's defaults
        for name in form_fields.keys() - {field.name for field in msgspec.structs.fields(options.form)}:
            sources.pop(name, None)
    return Derived(function_of(command, sources, options, behalf=behalf), form, query, new)


def in_path(command: type[Command], fields: Mapping[str, Any], path: str, coded: Collection[str]) -> dict[str, Source]:
    """The sources of the fields that the path names: `{plan:uuid}` is the field `plan`, `{code}` the community by its code."""
    sources: dict[str, Source] = {}
    for place, convertor in _place.findall(path):
        name = "community" if place == COMMUNITY_IN_PATH and place not in fields else place
        if name not in fields:
            raise TypeError(f"{command.__name__} has no field {name}, which {path} names")
        kind = fields[name].type
        if name != place or name in coded:
            sources[name] = of_code(place)
        elif UUID in (kind, *get_args(kind)) and convertor != "uuid":
            raise TypeError(f"{command.__name__}: {{{place}}} in {path} is an id: say {{{place}:uuid}}")
        else:
            sources[name] = of_path(place, kind)
    return sources


def of_code(place: str) -> Source:
    """A community by its code in the path."""
    return lambda call, body: community_id(call.path[place])


def of_path(place: str, kind: Any) -> Source:
    """A parameter of the path. A value that cannot be converted is the problem `not-found`."""

    def source(call: Call, body: Any) -> Any:
        value = call.path[place]
        if not isinstance(value, str):
            return value
        try:
            return msgspec.convert(value, kind, strict=False)
        except msgspec.ValidationError:
            raise Problem("not-found") from None

    return source


def constant(value: Any) -> Source:
    """Always the same value."""
    return lambda call, body: value


def new_id(call: Call, body: Any) -> UUID:
    """The id of the new thing."""
    return call.new


def in_body(name: str, convert: Callable[[Any, str], Any] | None) -> Source:
    """A field of the body, converted."""
    if convert is None:
        return lambda call, body: getattr(body, name)

    def source(call: Call, body: Any) -> Any:
        value = getattr(body, name)
        return None if value is None else convert(value, getattr(body, "language", UNDETERMINED))

    return source


def form_of(command: type[Command], fields: list[Any], form: type[Form] | str | None) -> type[Form] | None:
    """The form with these fields: the given one; `Reason` if that has the same fields; else a new one, with the given name."""
    if isinstance(form, type):
        names = {field.name for field in msgspec.structs.fields(form)}
        needed = {field[0] for field in fields if len(field) == 2}
        if not needed <= names <= {field[0] for field in fields}:
            raise TypeError(f"{form.__name__} does not ask for what {command.__name__} needs: {sorted(needed ^ names)}")
        return form
    if not fields:
        return None
    if form is None and fields == [("reason", Text), ("language", Language, UNDETERMINED)]:
        return Reason
    name = form or form_name(command)
    made = msgspec.defstruct(name, fields, bases=(Form,), module=__name__, frozen=True, kw_only=True)
    assert issubclass(made, Form)
    return made


def form_name(command: type[Command]) -> str:
    """The command's name, prefixed by its noun unless it names the noun: `SessionConvene`, `OpenPlan`."""
    about = noun(command).title().replace("_", "")
    return command.__name__ if about in command.__name__ else about + command.__name__


def noun(command: type[Command]) -> str:
    """The name of a command's noun, which is also the field with its id and the prefix of its refusals' codes."""
    name = DECIDER_OF[command].noun.name if command in DECIDER_OF else command.__module__
    return name.rpartition(".")[2]


def function_of(command: type[Command], sources: Mapping[str, Source], options: Options, *, behalf: bool) -> Function:
    """The function that makes the command from a call and a body."""
    if options.login is None and not behalf:
        return lambda call, body=None: command(**{name: source(call, body) for name, source in sources.items()})
    if options.login is not None and "community" not in sources:
        raise TypeError(f"{command.__name__} names somebody by login: its community must be known")

    async def function(call: Call, body: Any = None) -> Wanted:
        values = {name: source(call, body) for name, source in sources.items()}
        person = None
        if options.login is not None:
            values.setdefault(options.login, None)
            if body.login is not None:
                person = await holder(call, values["community"], body.login)
                values[options.login] = person.pseudonym
        return Wanted(
            command(**values),
            confidential=person.must_exist if person else None,
            on_behalf_of=await represented(call, getattr(body, "on_behalf_of", None)) if behalf else None,
            occurred_at=body.occurred_at if options.recorded else None,
        )

    return function


def described(command: type[Command], says: str | None) -> tuple[str, str]:
    """A command's summary and description: the first sentence of its docstring or of `says`, then the rest, with the roles."""
    text = " ".join((says or command.__dict__.get("__doc__") or "").split())
    if not text:
        raise TypeError(f"{command.__name__} says nothing of itself: give it a docstring")
    summary, _, rest = text.partition(". ")
    return summary.rstrip("."), f"{rest} {who_may_ask(command)}".strip()


def who_may_ask(command: type[Command]) -> str:
    """The roles that may give a command, in English; empty if its rules need more than a role."""
    offices = [word(role, "en") for role in ROLES if role in command.by]
    if not offices or "person" in command.by:
        return ""
    *others, last = offices
    return f"Requires the office of {', '.join(others)}{' or ' if others else ''}{last}."
