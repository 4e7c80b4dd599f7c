"""Who may give a command is asked before anything is told: for every command, callers without office get one same answer.

If-Match told strangers whether an account exists and how many office events it has; documents, whether a file is stored and its
size, and a malformed hash was an error of the server.
"""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import msgspec
import pytest

from api.app import NOUNS
from api.rest.attachments import may_name_files
from api.rest.routes import Declared
from domain.across import proposal
from domain.communities.community import community_id
from domain.communities.office import ROLES
from domain.decisions.opinion import RequestOpinion
from domain.kernel import PLATFORM
from domain.participation import ballot, comment, meeting
from domain.registry import DECIDER_OF
from tests.kit.api_over_http import CODE, Person, World, problem

pytestmark = pytest.mark.anyio

DECLARED = [one for noun in NOUNS for one in noun.commands.declared]
OF_PERSONS = {command for command in DECIDER_OF if "person" in command.by} | {
    *ballot.decider.commands,
    *comment.decider.commands,
    *proposal.decider.commands,
}
"""Commands that a person may give, about what is one's own or where everybody contributes."""

MALFORMED = ("", "../../../../etc/passwd", "." * 64, "0" * 64 + "\n", "A" * 64, "0" * 63, "é" * 64, "\x00")
VERSIONS = ("*", '"0"', '"1"', '"77777"')


def of_office() -> Iterator[Declared]:
    return (one for one in DECLARED if one.command not in OF_PERSONS)


def named_in(value: Any) -> Iterator[dict[str, Any]]:
    """The documents in an example."""
    if isinstance(value, dict):
        if {"sha256", "media_type"} <= value.keys():
            yield value
        for part in value.values():
            yield from named_in(part)
    if isinstance(value, list):
        for part in value:
            yield from named_in(part)


def with_document(example: Any, document: dict[str, Any]) -> Any:
    body = msgspec.json.decode(msgspec.json.encode(example))
    for named in named_in(body):
        named.update(document)
    return body


class Things:
    """What is there in the community: the values of the parameters in the paths."""

    def __init__(self, **ids: str) -> None:
        self._ids = {"code": CODE, "role": "moderator", **ids}

    def path(self, one: Declared, *, there: bool) -> str:
        path = one.path
        while "{" in path:
            name = path.partition("{")[2].partition("}")[0]
            word = name.partition(":")[0]
            uuid = self._ids.get(word, str(uuid4())) if there else str(uuid4())
            path = path.replace(f"{{{name}}}", uuid if "uuid" in name else self._ids.get(word, "moderator"))
        return path


async def things(api: World) -> Things:
    """One thing of the most important kinds."""
    officer = await api.person("focal_point", "administrator", "secretary", "president")

    async def made(path: str, body: Any) -> str:
        answer = await officer.post(path, body)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    example = {one.command: one.example for one in DECLARED}
    here = f"/communities/{CODE}"
    talk = await api.consultation(officer)
    return Things(
        organisation=await made(f"{here}/organisations", {"name": {"fr": "Amis"}, "kind": "association"}),
        meeting=await made(f"{here}/meetings", example[meeting.Schedule]),
        consultation=talk.rpartition("/")[2],
        proposal=(await api.proposal(officer, talk)).rpartition("/")[2],
    )


async def told(by: Person, one: Declared, path: str, body: Any, **headers: str) -> tuple[int, str]:
    answer = await by.send(one.method, path, body, **headers)
    return answer.status_code, answer.json().get("code", "done")


async def test_every_command_has_a_route_here() -> None:
    offered = {one.command for one in DECLARED}
    assert len(offered) > 90
    assert not {command for command in offered - OF_PERSONS if not command.by and command is not RequestOpinion}


async def test_without_office_every_version_gets_the_same_answer(api: World) -> None:
    there, stranger = await things(api), await api.person()
    before = len(await api.entries())
    for one in of_office():
        for path in (there.path(one, there=True), there.path(one, there=False)):
            answers = {await told(stranger, one, path, one.example, If_Match=version) for version in VERSIONS}
            unreadable = {(404, "not-found")} if "{on}" in one.path else None
            assert answers in ({(403, "not-allowed")}, unreadable), (one.command, path)
    assert len(await api.entries()) == before


async def test_without_office_every_login_gets_the_same_answer(api: World) -> None:
    there, stranger = await things(api), await api.person()
    citizen, somebody = await api.person("citizen"), await api.person()
    named = [one for one in of_office() if "login" in (one.example or {}) or "login" in one.query]
    assert len({one.command for one in named}) >= 3
    for one in [*named, *(one for one in DECLARED if one.name == "seat_member")]:
        for login in (citizen.login, somebody.login, stranger.login, "ghost@example.org", "   ", ""):
            path, body = there.path(one, there=True), one.example
            if one.form is None:
                path += f"?login={login}"
            else:
                body = {**one.example, "login": login}
            for version in VERSIONS:
                assert await told(stranger, one, path, body, If_Match=version) == (403, "not-allowed"), (
                    one.name,
                    login,
                )


async def test_without_office_every_file_gets_the_same_answer(api: World) -> None:
    there, stranger = await things(api), await api.person()
    officer = await api.person("focal_point")
    stored = await api.file(officer)
    commands = [one for one in of_office() if may_name_files(one.command) and any(named_in(one.example))]
    assert len({one.command for one in commands}) >= 7
    documents: list[dict[str, Any]] = [stored, {**stored, "size": 1}, {**stored, "sha256": "00" * 32}]
    documents += [{**stored, "sha256": malformed} for malformed in MALFORMED]
    for one in commands:
        for document in documents:
            body = with_document(one.example, document)
            answer = await told(stranger, one, there.path(one, there=True), body, If_Match='"77777"')
            assert answer == (403, "not-allowed"), (one.command, document)


async def test_those_in_office_learn_what_is_wrong_with_a_file(api: World) -> None:
    there, officer = await things(api), await api.person(*ROLES)
    for role in ROLES:
        await api.appoint(officer, role, PLATFORM)
    stored = await api.file(officer)
    for one in [one for one in of_office() if any(named_in(one.example))]:
        path = there.path(one, there=True)

        async def sent(document: dict[str, Any], one: Declared = one, path: str = path) -> tuple[int, str]:
            return await told(officer, one, path, with_document(one.example, document), If_Match="*")

        assert await sent({**stored, "size": 1}) == (422, "file.other-size"), one.command
        assert await sent({**stored, "sha256": "00" * 32}) == (422, "file.not-there"), one.command
        for malformed in MALFORMED:
            assert await sent({**stored, "sha256": malformed}) == (422, "document.bad-document"), one.command


async def test_those_in_office_learn_of_versions_and_logins(api: World) -> None:
    administrator, citizen = await api.person("administrator"), await api.person("citizen")
    offices = f"/communities/{CODE}/offices"
    granted = {"login": citizen.login, "role": "auditor"}
    problem(await administrator.post(offices, granted, If_Match='"77777"'), 412, "version-moved")
    problem(await administrator.post(offices, {**granted, "login": "ghost@example.org"}), 404, "account.unknown")
    assert (await administrator.post(offices, granted, If_Match='"1"')).status_code == 201


async def test_an_office_is_revoked_without_a_login_in_the_address(api: World) -> None:
    administrator, citizen = await api.person("administrator"), await api.person("citizen")
    revocations = f"/communities/{CODE}/offices/revocations"
    revoked = {"login": citizen.login, "role": "citizen"}
    problem(await citizen.post(revocations, revoked), 403, "not-allowed")
    assert (await administrator.post(revocations, revoked)).status_code == 200
    problem(await administrator.post(revocations, revoked), 404, "office.not-held")
    problem(await administrator.post(revocations, {**revoked, "role": "king"}), 422, "request.invalid")


async def test_a_key_of_another_account_tells_nothing(api: World) -> None:
    administrator, stranger = await api.person("administrator"), await api.person()
    granted = {"login": stranger.login, "role": "citizen"}
    assert (await administrator.post(f"/communities/{CODE}/offices", granted, key="mine")).status_code == 201
    for key in ("mine", "unused"):
        problem(await stranger.post(f"/communities/{CODE}/offices", granted, key=key), 403, "not-allowed")
    again = await administrator.post(f"/communities/{CODE}/offices", granted, key="mine")
    assert (again.status_code, again.json()["repeated"]) == (201, True)


async def test_a_command_is_repeated_after_its_office_is_gone(api: World) -> None:
    """Its answer is the caller's own."""
    administrator, officer, somebody = await api.person("administrator"), await api.person(), await api.person()
    await api.appoint(officer, "administrator", community_id(CODE))
    granted = {"login": somebody.login, "role": "citizen"}
    offices = f"/communities/{CODE}/offices"
    assert (await officer.post(offices, granted, key="kept")).status_code == 201
    own = {"login": officer.login, "role": "administrator"}
    assert (await administrator.post(f"{offices}/revocations", own)).status_code == 200
    again = await officer.post(offices, granted, key="kept")
    assert (again.status_code, again.json()["repeated"]) == (201, True)
    problem(await officer.post(offices, granted), 403, "not-allowed")
