"""A command offered over REST from its own declaration: the form follows from its fields, and the command from the form.

Fields that the path names come from there. The id of what is new is made here. Whatever is left is asked for in the body,
as the command declares it (numbers, dates, literals, lists, small structs), but for words:

- `Sealed` is a text, in the `language` that the form then asks for, one for all of them;
- `Words` and `SealedWords` are texts by language tag.
"""

import re
import sys
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin
from uuid import UUID

import msgspec
from msgspec import NODEFAULT, Meta

from api.commands import Asked, Function, Wanted
from api.forms import UNDETERMINED, WORDS, WORDS_BY_LANGUAGE, ByLanguage, Form, Language, Reason, Text, sealed
from api.i18n import word
from api.logins import holder
from api.problems import Problem
from api.representation import REFUSALS, Behalf, represented
from domain.communities.community import community_id
from domain.communities.office import ROLES
from domain.kernel import Command, NoTimeZone, NotYetHappened, Refusal, Sealed, SealedWords, Words

Code = Annotated[str, Meta(description="The code of a community.", examples=["ma.oriental"])]
Take = Callable[[Asked, Any], Any]
"""How one field of the command is found in what was asked and the body."""

COMMUNITY_IN_PATH = "code"
_place = re.compile(r"{(\w+)(?::(\w+))?}")


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """What a command's declaration does not say by itself: see `api.routes.Commands.offers`."""

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


class Asking(msgspec.Struct, frozen=True):
    """What a form asks for, for one field: in which type, and how the command's value is made of it and of a language."""

    kind: Any
    made: Callable[[Any, str], Any] | None = None


def derive(command: type[Command], path: str, options: Options) -> Derived:
    """The form and the function of a command offered at a path. Raises TypeError for what cannot be derived."""
    fields = {field.name: field for field in msgspec.structs.fields(command)}
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
    if options.login is not None:
        asked["login"] = (
            "login",
            *with_default(Text if required(fields[options.login]) else Text | None, fields[options.login]),
        )
    if speaks:
        asked["language"] = ("language", Language) if options.names_language else ("language", Language, UNDETERMINED)
    behalf = options.behalf or options.recorded
    query = ("organisation",) if behalf and not asked and not options.recorded else ()
    if behalf and not query:
        asked["on_behalf_of"] = ("on_behalf_of", Behalf | None, None)
    if options.recorded:
        asked["occurred_at"] = ("occurred_at", datetime | None, None)
    if unknown := {*options.given, *options.coded, *filter(None, (options.new, options.login))} - set(fields):
        raise TypeError(f"{command.__name__} has no field {', '.join(sorted(unknown))}")
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


def asked_for(kind: Any, *, by_code: bool) -> Asking:
    """What a form asks for where the command has a field of a type."""
    bare, optional = without_none(kind)
    asking = Asking(bare)
    if by_code:
        many = get_origin(bare) is list
        asking = Asking(list[Code], of_codes) if many else Asking(Code, lambda code, _: community_id(code))
    elif bare is Sealed:
        asking = Asking(Text, sealed)
    elif bare == SealedWords:
        asking = Asking(ByLanguage, lambda texts, _: {tag: sealed(text, tag) for tag, text in texts.items()})
    elif bare == Words:
        asking = Asking(ByLanguage)
    elif bare is str:
        asking = Asking(Text)
    elif has(bare, Sealed):
        raise TypeError(f"{kind}: words of people stand in a field of their own, so that each can be withdrawn")
    return Asking(asking.kind | None, asking.made) if optional else asking


def of_codes(codes: list[str], language: str) -> list[UUID]:
    return [community_id(code) for code in codes]


def without_none(kind: Any) -> tuple[Any, bool]:
    """A type without its None, and whether it had one."""
    if get_origin(kind) not in {Union, UnionType} or type(None) not in get_args(kind):
        return kind, False
    bare, *others = (part for part in get_args(kind) if part is not type(None))
    for other in others:
        bare |= other
    return bare, True


def has(kind: Any, wanted: Any, *, flat: bool = False) -> bool:
    """Whether a type is made of another one: in unions and, unless `flat`, in lists, maps and structs."""
    if kind == wanted:
        return True
    if flat and get_origin(kind) not in {Union, UnionType}:
        return False
    inner: Sequence[Any] = get_args(kind)
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        inner = [field.type for field in msgspec.structs.fields(kind)]
    return any(has(part, wanted, flat=flat) for part in inner)


def required(field: Any) -> bool:
    return field.default is NODEFAULT and field.default_factory is NODEFAULT


def with_default(kind: Any, field: Any) -> tuple[Any, ...]:
    """The type and the default of a form's field: the command's own."""
    if field.default_factory is not NODEFAULT:
        return kind, msgspec.field(default_factory=field.default_factory)
    return (kind,) if field.default is NODEFAULT else (kind, field.default)


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
    """What a command is about, as its module is called: the name of the field that holds its id, too."""
    return command.__module__.rpartition(".")[2]


def function_of(command: type[Command], takes: Mapping[str, Take], options: Options, *, behalf: bool) -> Function:
    """What makes the command of a request."""
    if options.login is None and not behalf:
        return lambda asked, body=None: command(**{name: take(asked, body) for name, take in takes.items()})
    if options.login is not None and "community" not in takes:
        raise TypeError(f"{command.__name__} names somebody by login: its community must be known")

    async def said(asked: Asked, body: Any = None) -> Wanted:
        values = {name: take(asked, body) for name, take in takes.items()}
        if options.login is not None:
            known = body.login is not None
            values[options.login] = await holder(asked, values["community"], body.login, command.by) if known else None
        return Wanted(
            command(**values),
            on_behalf_of=await represented(asked, getattr(body, "on_behalf_of", None)) if behalf else None,
            occurred_at=body.occurred_at if options.recorded else None,
        )

    return said


def refusals_of(command: type[Command], options: Options) -> tuple[type[Refusal], ...]:
    """All that the rules may answer, as far as a declaration tells: what its noun's module defines, and what comes with
    words, moments and acting for others."""
    module = vars(sys.modules[command.__module__]).values()
    own = [
        one
        for one in module
        if isinstance(one, type) and issubclass(one, Refusal) and one.__module__ == command.__module__
    ]
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
    return f"May be asked by: {', '.join(offices)}." if offices and "person" not in command.by else ""
