"""Every Location that an answer names answers GET."""

import re
from contextlib import closing
from typing import Any
from uuid import UUID, uuid4

import pytest

from api.app import NOUNS
from api.rest.routes import PREFIX
from api.rest.things import CODES, KINDS, Address, address
from ops.demo import loader
from ops.wiring import Services
from projections.models import MODELS
from projections.toolkit.runner import Runner
from tests.kit.api_over_http import CODE, World, problem, world

pytestmark = pytest.mark.anyio

LOCATED = [one for noun in NOUNS for one in noun.commands.declared if one.location is not None]
ADDRESSES: list[Address] = [
    address(str(one.location), PREFIX + one.path, str(one.command.__struct_config__.tag).split(".")[1], one.new)
    for one in LOCATED
]


def test_every_address_is_of_a_kind_and_names_its_columns() -> None:
    assert len(ADDRESSES) > 20
    for one in ADDRESSES:
        assert set(one.columns.values()) <= {column.name for column in KINDS[one.kind].columns}, one


def where(one: Address, row: dict[str, Any], codes: dict[UUID, str]) -> str:
    values = {
        name: codes[row[column]] if name in CODES else row[column][0] if name == "role" else row[column]
        for name, column in one.columns.items()
    }
    return re.sub(r":\w+(?=})", "", one.path).format(**values)


async def test_each_is_there_for_everything_that_the_demonstration_made(register: Services) -> None:
    await loader.load(register)
    with closing(Runner(register.database, MODELS)) as runner:
        runner.catch_up()
        last = "select distinct on (1) * from {table} where {conditions} order by 1, since desc limit 5"
        codes = dict(runner.db.execute("select id, code from community").fetchall())
        async with world(register) as api:
            seen: set[str] = set()
            for one in ADDRESSES:
                names = KINDS[one.kind].model.columns.names
                conditions = " and ".join(f"{column} is not null" for column in one.columns.values())
                if one.kind == "office":
                    conditions += " and cardinality(roles) > 0"
                rows = runner.db.execute(last.format(table=one.kind, conditions=conditions)).fetchall()
                seen.update({one.kind} if rows else ())
                for row in rows:
                    path = where(one, dict(zip(names, row, strict=False)), codes)
                    answer = await api.http.get(path)
                    assert answer.status_code == 200, (path, answer.text)
        assert len({one.kind for one in ADDRESSES} - seen) <= 2  # the demonstration has not made everything


async def test_a_new_member_s_id_is_given_and_its_address_answers(api: World) -> None:
    secretary = await api.person("administrator", "secretary")
    made = await secretary.post(
        f"/communities/{CODE}/bodies",
        {"name": {"ar": "المجلس"}, "kind": "council", "seats": 9, "until": "2027-09-07"},
    )
    assert made.status_code == 201, made.text
    body = made.json().get("new") or made.json()["id"]
    assert made.headers["location"].endswith(str(body))
    seat = {"name": "أمينة", "language": "ar", "gender": "female", "capacity": "member", "category": "elected"}
    answer = await secretary.post(f"/communities/{CODE}/bodies/{body}/members", {**seat, "since": "2021-09-08"})
    assert answer.status_code == 201, answer.text
    member = answer.json()["new"]
    assert answer.headers["location"] == f"/api/v1/communities/{CODE}/bodies/{body}/members"
    await api.catch_up()
    (found,) = (await api.http.get(answer.headers["location"])).json()
    assert (found["member"], found["name"]) == (member, "أمينة")


async def test_what_is_not_there_is_a_problem(api: World) -> None:
    await api.catch_up()
    for path in (f"/api/v1/plans/{uuid4()}", "/api/v1/communities/none", f"/api/v1/communities/{CODE}/offices/x%00y"):
        problem(await api.http.get(path, headers={"Accept-Language": "en"}), 404, "not-found")
