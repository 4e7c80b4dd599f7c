"""A command offered over REST from its own declaration: the form follows from its fields, and the command from the form.

Fields that the path names come from there. The id of what is new is made here. Whatever is left is asked for in the body, as
`api.rest.fields` says.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import datetime
from typing import Any, get_args
from uuid import UUID

import msgspec

from api.i18n import word
from api.problems import Problem
from api.rest.commands import Asked, Function, Wanted
from api.rest.fields import asked_for, has, required, structs, with_default
from api.rest.forms import UNDETERMINED, WORDS, WORDS_BY_LANGUAGE, Form, Language, Reason, Text
from api.rest.logins import holder
from api.rest.representation import REFUSALS, Behalf, represented
from domain.communities.community import community_id
from domain.communities.office import ROLES
from domain.kernel import Command
from domain.moment import NoTimeZone, NotYetHappened
from domain.refusal import Refusal
from domain.registry import DECIDER_OF
from domain.text import Sealed, SealedWords, Words

Take = Callable[[Asked, Any], Any]
"""How one field of the command is found in what was asked and the body."""

COMMUNITY_IN_PATH = "code"
_place = re.compile(r"{(\w+)(?::(\w+))?}")


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """What a command's declaration does not say by itself: see `api.rest.routes.Commands.offers`."""

    form: type[Form] | str | None = None
    new: str | None = None
    given: Mapping[str, Any] = {}
    login: str | None = None
    coded: Collection[str] = ()
    behalf: bool = False
    recorded: bool = False
    names_language: bool = False


class Derived(msgspec.Struct, frozen=True):
    """What makes a command of a request, the form that it asks for, the parts of the query, and the new thing's field."""

    function: Function
    form: type[Form] | None
    query: tuple[str, ...]
    new: str | None


def derive(command: type[Command], path: str, options: Options) -> Derived:
    """The form and the function of a command offered at a path. Raises TypeError for what cannot be derived."""
    fields = {field.name: field for field in msgspec.structs.fields(command)}
    if unknown := {*options.given, *options.coded, *filter(None, (options.new, options.login))} - set(fields):
        raise TypeError(f"{command.__name__} has no field {', '.join(sorted(unknown))}")
    takes = {
        **in_path(command, fields, path, options.coded),
        **{name: fixed(is_) for name, is_ in options.given.items()},
    }
    new = options.new or (noun(command) if command.creates else None)
    new = new if new in fields and new not in takes else None
    if new is not None:
        takes[new] = the_new
    asked, speaks = {}, False
    for name, field in fields.items():
        if name in takes or name == options.login:
            continue
        asking = asked_for(field.type, by_code=name in options.coded)
        asked[name] = (name, *with_default(asking.kind, field))
        takes[name] = in_body(name, asking.made)
        speaks = speaks or has(field.type, Sealed, flat=True)
    beside: list[tuple[Any, ...]] = []
    if options.login is not None:
        person = fields[options.login]
        may_be_none = (Text | None, None)
        needed = with_default(Text if required(person) else Text | None, person)
        beside.append(("login", *(may_be_none if options.login == new else needed)))
    if speaks:
        beside.append(("language", Language, *(() if options.names_language else (UNDETERMINED,))))
    behalf = options.behalf or options.recorded
    query = ("organisation",) if behalf and not asked and not options.recorded else ()
    if behalf and not query:
        beside.append(("on_behalf_of", Behalf | None, None))
    if options.recorded:
        beside.append(("occurred_at", datetime | None, None))
    if taken := {field[0] for field in beside} & set(fields):
        raise TypeError(
            f"{command.__name__} has a field that means something else in a form: {', '.join(sorted(taken))}"
        )
    asked.update((field[0], field) for field in beside)
    form = form_of(command, list(asked.values()), options.form)
    if isinstance(options.form, type):  # what a form by hand does not ask for keeps the command's default
        for name in asked.keys() - {field.name for field in msgspec.structs.fields(options.form)}:
            takes.pop(name, None)
    return Derived(function_of(command, takes, options, behalf=behalf), form, query, new)


def in_path(command: type[Command], fields: Mapping[str, Any], path: str, coded: Collection[str]) -> dict[str, Take]:
    """The fields that the path names: `{plan:uuid}` the field `plan`, `{code}` the community by its code."""
    takes: dict[str, Take] = {}
    for place, convertor in _place.findall(path):
        name = "community" if place == COMMUNITY_IN_PATH and place not in fields else place
        if name not in fields:
            raise TypeError(f"{command.__name__} has no field {name}, which {path} names")
        kind = fields[name].type
        if name != place or name in coded:
            takes[name] = of_code(place)
        elif UUID in (kind, *get_args(kind)) and convertor != "uuid":
            raise TypeError(f"{command.__name__}: {{{place}}} in {path} is an id: say {{{place}:uuid}}")
        else:
            takes[name] = of_path(place, kind)
    return takes


def of_code(place: str) -> Take:
    return lambda asked, body: community_id(asked.path[place])


def of_path(place: str, kind: Any) -> Take:
    """What a part of the path says. What cannot be the field's value is no address."""

    def take(asked: Asked, body: Any) -> Any:
        said = asked.path[place]
        if not isinstance(said, str):
            return said
        try:
            return msgspec.convert(said, kind, strict=False)
        except msgspec.ValidationError:
            raise Problem("not-found") from None

    return take


def fixed(value: Any) -> Take:
    return lambda asked, body: value


def the_new(asked: Asked, body: Any) -> UUID:
    return asked.new


def in_body(name: str, made: Callable[[Any, str], Any] | None) -> Take:
    if made is None:
        return lambda asked, body: getattr(body, name)

    def take(asked: Asked, body: Any) -> Any:
        said = getattr(body, name)
        return None if said is None else made(said, getattr(body, "language", UNDETERMINED))

    return take


def form_of(command: type[Command], asked: list[Any], form: type[Form] | str | None) -> type[Form] | None:
    """The form of what is asked for: the one that is given, `Reason` where it asks for the same, or one of its own."""
    if isinstance(form, type):
        names = {field.name for field in msgspec.structs.fields(form)}
        needed = {field[0] for field in asked if len(field) == 2}
        if not needed <= names <= {field[0] for field in asked}:
            raise TypeError(f"{form.__name__} does not ask for what {command.__name__} needs: {sorted(needed ^ names)}")
        return form
    if not asked:
        return None
    if form is None and asked == [("reason", Text), ("language", Language, UNDETERMINED)]:
        return Reason
    name = form or form_name(command)
    made = msgspec.defstruct(name, asked, bases=(Form,), module=__name__, frozen=True, kw_only=True)
    assert issubclass(made, Form)
    return made


def form_name(command: type[Command]) -> str:
    """The command's name with its noun's, so that two nouns may use the same word: `SessionConvene`, `OpenPlan`."""
    about = noun(command).title().replace("_", "")
    return command.__name__ if about in command.__name__ else about + command.__name__


def noun(command: type[Command]) -> str:
    """What a command is about: the name of its noun, of the field that holds its id, and of its refusals' codes."""
    name = DECIDER_OF[command].noun.name if command in DECIDER_OF else command.__module__
    return name.rpartition(".")[2]


def function_of(command: type[Command], takes: Mapping[str, Take], options: Options, *, behalf: bool) -> Function:
    """What makes the command of a request."""
    if options.login is None and not behalf:
        return lambda asked, body=None: command(**{name: take(asked, body) for name, take in takes.items()})
    if options.login is not None and "community" not in takes:
        raise TypeError(f"{command.__name__} names somebody by login: its community must be known")

    async def said(asked: Asked, body: Any = None) -> Wanted:
        values = {name: take(asked, body) for name, take in takes.items()}
        if options.login is not None:
            values.setdefault(options.login, None)
            if body.login is not None:
                values[options.login] = await holder(asked, values["community"], body.login, command.by)
        return Wanted(
            command(**values),
            on_behalf_of=await represented(asked, getattr(body, "on_behalf_of", None)) if behalf else None,
            occurred_at=body.occurred_at if options.recorded else None,
        )

    return said


def refusals_of(command: type[Command], options: Options) -> tuple[type[Refusal], ...]:
    """All that the rules may answer, as far as a declaration tells: the refusals that bear the noun's name or stand beside
    the command, and those that come with what it holds: words, moments, documents, others for whom one acts."""
    about = noun(command)
    beside = {command.__module__, *(struct.__module__ for struct in structs(command))}
    own = [one for one in every_refusal() if one.code.partition(".")[0] == about or one.__module__ in beside]
    if has(command, SealedWords) or has(command, Words):
        own += WORDS_BY_LANGUAGE
    elif has(command, Sealed) or has(command, str):
        own += WORDS
    if options.recorded or has(command, datetime):
        own.append(NoTimeZone)
    if options.recorded:
        own.append(NotYetHappened)
    if options.behalf or options.recorded:
        own += REFUSALS
    return tuple(own)


def every_refusal(kind: type[Refusal] = Refusal) -> Iterator[type[Refusal]]:
    """All refusals of the domain's nouns."""
    for one in kind.__subclasses__():
        if one.__module__ != Refusal.__module__ and "code" in vars(one):
            yield one
        yield from every_refusal(one)


def described(command: type[Command], says: str | None) -> tuple[str, str]:
    """The summary and the description of a command: what its docstring says, its first sentence apart, and who may ask."""
    text = " ".join((says or command.__dict__.get("__doc__") or "").split())
    if not text:
        raise TypeError(f"{command.__name__} says nothing of itself: give it a docstring")
    summary, _, rest = text.partition(". ")
    return summary.rstrip("."), f"{rest} {who_may_ask(command)}".strip()


def who_may_ask(command: type[Command]) -> str:
    """The offices that a command needs, in English; nothing where its rules have more to say than offices."""
    offices = [word(role, "en") for role in ROLES if role in command.by]
    if not offices or "person" in command.by:
        return ""
    *others, last = offices
    return f"Requires the office of {', '.join(others)}{' or ' if others else ''}{last}."
