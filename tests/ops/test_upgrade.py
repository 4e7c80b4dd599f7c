"""A record that an earlier version has served: right as soon as this one has started, whatever was made otherwise then."""

import psycopg
import pytest

from ops.server import running
from ops.settings import Settings
from ops.wiring import opened
from projections.models import MODELS
from projections.toolkit.runner import LIVE, Runner
from tests.kit.log import all_rows, append, ballots

pytestmark = pytest.mark.anyio

EARLIER = """
    alter table views.tally rename column support to supporting;
    alter table views.tally alter column agree type bigint;
    update views.tally set agree = agree + 1;
    drop table views.community;
    delete from views.read_model where name = 'community';
    alter table views.read_model drop column digest;
"""


async def test_an_earlier_versions_record_is_served_as_if_this_one_had_made_it(settings: Settings) -> None:
    said: list[str] = []
    async with opened(settings) as register:
        with register.database.as_owner() as db:
            append(db, ballots(300))
            runner = Runner(register.database, MODELS)
            runner.catch_up()
            runner.close()
            sound = all_rows(db, LIVE)
            db.execute(EARLIER)
    async with running(settings, demo=False, say=said.append) as register:
        with psycopg.connect(register.database.url()) as db:
            assert db.execute("select min(next) from read_model").fetchone() == (300,)
            assert all_rows(db, LIVE) == sound
    assert any("fold 300 of 300" in line for line in said), said
    said.clear()
    async with running(settings, demo=False, say=said.append):
        pass
    assert said == []
