"""How a request's form follows from a command, and the command from what was asked."""

import inspect
from datetime import UTC, date, datetime
from typing import Any, Literal
from uuid import UUID, uuid4

import msgspec
import pytest

from api.problems import Problem
from api.rest.commands import Call, Wanted, decoded
from api.rest.fields import form_field
from api.rest.forms import UNDETERMINED, Form, Language, Reason, Text
from api.rest.offers import Derived, Options, derive, described, form_name
from api.rest.routes import Commands
from domain.communities import organisation
from domain.communities.community import community_id
from domain.kernel import Command
from domain.participation import comment, proposal
from domain.text import Sealed, SealedWords, Words
from domain.words import Empty

CODE, THING = "ma.oriental", UUID(int=7)
PATH = "/communities/{code}/test_offers"


class Item(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    key: str
    title: Words


class Arrange(Command, frozen=True):
    """Arranges whatever there is. With all kinds of fields: none is missing."""

    by = frozenset({"focal_point", "administrator", "closing-clock"})
    creates = True
    community: UUID
    test_offers: UUID
    title: Words
    notice: SealedWords
    reason: Sealed
    starts: datetime
    on: date
    seats: int
    kind: Literal["workshop", "forum"]
    items: list[Item]
    partners: list[UUID]
    network: UUID
    note: Sealed | None = None
    place: Words | None = None
    parent: UUID | None = None
    others: list[UUID] = []
    remote: str | None = None


class Seat(Command, frozen=True):
    """Seats somebody."""

    by = frozenset({"person"})
    community: UUID
    body: UUID
    member: UUID | None


class Number(Command, frozen=True):
    """Numbers a part."""

    body: UUID
    part: UUID
    number: int
    rank: Literal["first", "second"] = "first"


BODY: dict[str, Any] = {
    "title": {"ar": "ورشة"},
    "notice": {"fr": "Un avis", "ar": "إعلان"},
    "reason": "Parce que",
    "language": "fr",
    "starts": "2026-12-01T08:00:00Z",
    "on": "2026-12-01",
    "seats": 12,
    "kind": "forum",
    "items": [{"key": "a", "title": {"fr": "Un"}}],
    "partners": ["ma.rabat"],
    "network": "remacto",
}
CODED = ("partners", "network", "parent")


def call(**path: Any) -> Call:
    return Call(None, None, {"code": CODE, **path}, b"", uuid4())  # type: ignore[arg-type]


def read(derived: Derived, body: Any) -> Any:
    assert derived.form is not None
    return decoded(msgspec.json.Decoder(derived.form), msgspec.json.encode(body))


def test_each_kind_of_field_has_its_place() -> None:
    derived, request = derive(Arrange, PATH, Options(coded=CODED)), call()
    assert derived.new == "test_offers"
    assert derived.function(request, read(derived, BODY)) == Arrange(
        community_id(CODE),
        request.new,
        {"ar": "ورشة"},
        {"fr": Sealed("fr", "Un avis"), "ar": Sealed("ar", "إعلان")},
        Sealed("fr", "Parce que"),
        datetime(2026, 12, 1, 8, tzinfo=UTC),
        date(2026, 12, 1),
        12,
        "forum",
        [Item("a", {"fr": "Un"})],
        [community_id("ma.rabat")],
        community_id("remacto"),
    )


def test_what_may_be_missing_may_be_given() -> None:
    derived = derive(Arrange, PATH, Options(coded=CODED))
    more = {
        "note": "Aussi",
        "place": {"fr": "Oujda"},
        "parent": "ma.fes",
        "others": [str(THING)],
        "remote": "https://x",
    }
    made: Any = derived.function(call(), read(derived, {**BODY, **more}))
    assert (made.note, made.place) == (Sealed("fr", "Aussi"), {"fr": "Oujda"})
    assert (made.parent, made.others, made.remote) == (community_id("ma.fes"), [THING], "https://x")


def test_the_language_of_words_may_be_left_open_unless_it_is_asked_for() -> None:
    without = {name: value for name, value in BODY.items() if name != "language"}
    derived = derive(Arrange, PATH, Options(coded=CODED))
    made: Any = derived.function(call(), read(derived, without))
    assert made.reason.language == UNDETERMINED
    with pytest.raises(Problem) as refused:
        read(derive(Arrange, PATH, Options(coded=CODED, names_language=True)), without)
    assert refused.value.errors[0][0] == "/language"


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({**BODY, "votes": 9}, "/votes"),
        ({**BODY, "community": str(THING)}, "/community"),
        ({**BODY, "test_offers": str(THING)}, "/test_offers"),
        ({**BODY, "seats": "many"}, "/seats"),
        ({**BODY, "kind": "party"}, "/kind"),
        ({**BODY, "on": "yesterday"}, "/on"),
        ({**BODY, "reason": {"language": "fr", "sha256": "00"}}, "/reason"),
        ({**BODY, "items": [{"key": "a", "title": {}, "more": 1}]}, "/items/more"),
        ({name: value for name, value in BODY.items() if name != "title"}, "/title"),
    ],
)
def test_what_the_command_does_not_have_is_not_taken(body: Any, pointer: str) -> None:
    with pytest.raises(Problem) as refused:
        read(derive(Arrange, PATH, Options(coded=CODED)), body)
    assert (refused.value.code, refused.value.errors[0][0]) == ("request.invalid", pointer)


def test_parts_of_the_path_are_fields_of_the_command() -> None:
    derived = derive(Number, "/bodies/{body:uuid}/{number}/{rank}", Options(new="part"))
    assert derived.form is None
    request = call(body=THING, number="3", rank="second")
    assert derived.function(request) == Number(THING, request.new, 3, "second")
    for wrong in ({"number": "many", "rank": "first"}, {"number": "3", "rank": "last"}):
        with pytest.raises(Problem) as refused:
            derived.function(call(body=THING, **wrong))
        assert refused.value.code == "not-found"


def test_a_field_may_be_given_once_for_all() -> None:
    derived = derive(Number, "/bodies/{body:uuid}", Options(new="part", fixed={"rank": "second"}))
    assert [field.name for field in msgspec.structs.fields(derived.form or Form)] == ["number"]
    request = call(body=THING)
    assert derived.function(request, read(derived, {"number": 1})) == Number(THING, request.new, 1, "second")


def test_somebody_is_asked_for_by_login() -> None:
    derived = derive(Seat, "/communities/{code}/bodies/{body:uuid}/members", Options(login="member"))
    assert inspect.iscoroutinefunction(derived.function)
    assert read(derived, {"login": "amina@example.org"}).login == "amina@example.org"
    with pytest.raises(Problem):
        read(derived, {"member": str(THING)})


@pytest.mark.anyio
async def test_who_has_no_account_may_be_given_a_pseudonym() -> None:
    options = Options(login="member", new="member")
    derived = derive(Seat, "/communities/{code}/bodies/{body:uuid}/members", options)
    assert read(derived, {}).login is None
    request = call(body=THING)
    said: Any = derived.function(request, read(derived, {}))
    wanted = await said
    assert wanted.command == Seat(community_id(CODE), THING, request.new)


def test_one_acts_for_others_where_the_declaration_says_so() -> None:
    bare = derive(comment.Withdraw, "/c/{consultation:uuid}/{comment:uuid}", Options(behalf=True))
    assert (bare.form, bare.query) == (None, ("organisation",))
    derived = derive(proposal.Amend, "/c/{consultation:uuid}/{proposal:uuid}", Options(behalf=True))
    form = read(derived, {"body": "x", "on_behalf_of": {"name": "A."}})
    assert form.on_behalf_of.name == "A."
    with pytest.raises(Problem):
        read(derived, {"body": "x", "occurred_at": "2026-12-01T08:00:00Z"})


@pytest.mark.anyio
async def test_an_officer_says_when_it_happened() -> None:
    derived = derive(proposal.Amend, "/c/{consultation:uuid}/{proposal:uuid}", Options(recorded=True))
    form = read(derived, {"body": "x", "occurred_at": "2026-12-01T08:00:00Z"})
    said: Any = derived.function(call(consultation=THING, proposal=THING), form)
    wanted = await said
    assert isinstance(wanted, Wanted)
    assert wanted.occurred_at == datetime(2026, 12, 1, 8, tzinfo=UTC)
    assert wanted.command == proposal.Amend(THING, THING, Sealed(UNDETERMINED, "x"))


def test_a_reason_is_asked_for_in_one_form() -> None:
    path = "/communities/{code}/organisations/{organisation:uuid}"
    assert derive(organisation.DissolveOrganisation, path, Options()).form is Reason


class Note(Form, frozen=True, kw_only=True):
    reason: Text
    language: Language = UNDETERMINED


class Other(Form, frozen=True, kw_only=True):
    votes: int


def test_a_form_by_hand_must_ask_for_what_is_needed() -> None:
    path = "/communities/{code}/organisations/{organisation:uuid}"
    assert derive(organisation.DissolveOrganisation, path, Options(form=Note)).form is Note
    with pytest.raises(TypeError, match="votes"):
        derive(organisation.DissolveOrganisation, path, Options(form=Other))


@pytest.mark.parametrize(
    ("command", "path", "options", "reason"),
    [
        (Arrange, "/plans/{plan:uuid}", Options(), "no field plan"),
        (Number, "/bodies/{body}", Options(), "say {body:uuid}"),
        (Number, "/bodies/{body:uuid}", Options(new="axis"), "no field axis"),
        (Number, "/bodies/{body:uuid}", Options(fixed={"votes": 1}), "no field votes"),
    ],
)
def test_a_declaration_that_cannot_hold_is_refused(
    command: type[Command], path: str, options: Options, reason: str
) -> None:
    with pytest.raises(TypeError, match=reason):
        derive(command, path, options)


def test_words_of_people_stand_in_fields_of_their_own() -> None:
    with pytest.raises(TypeError, match="of their own"):
        form_field(list[Sealed], by_code=False)


def test_two_nouns_may_have_a_command_of_the_same_name() -> None:
    names = [form_name(one) for one in (proposal.Withdraw, comment.Withdraw, organisation.RegisterOrganisation)]
    assert names == ["ProposalWithdraw", "CommentWithdraw", "RegisterOrganisation"]


def test_a_docstring_says_what_it_does_and_the_offices_who_may() -> None:
    assert described(Arrange, None) == (
        "Arranges whatever there is",
        "With all kinds of fields: none is missing. Requires the office of focal point or administrator.",
    )
    assert described(Seat, None) == ("Seats somebody", "")
    assert described(Seat, "Else.") == ("Else", "")
    with pytest.raises(TypeError, match="docstring"):
        described(organisation.DissolveOrganisation, "")


def test_an_offer_says_where_what_is_new_is() -> None:
    commands = Commands("tests", refusals=(Empty,))
    commands.offers(Arrange, "POST", PATH, coded=CODED, example=BODY)
    commands.offers(Number, "POST", "/bodies/{body:uuid}/parts", new="part", example={"number": 1})
    commands.offers(Seat, "PUT", "/communities/{code}/bodies/{body:uuid}/members", login="member", refusals=())
    made = [(one.name, one.status, one.location) for one in commands.declared]
    assert made == [
        ("arrange", 201, "{path}/{new}"),
        ("number", 201, "{path}/{new}"),
        ("seat", 200, None),
    ]
    assert commands.declared[2].refusals == (Empty,)
