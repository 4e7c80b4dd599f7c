"""The search's index: keyed tokens of the words that may be read now, made again from any position, and in no backup."""

import gzip
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from psycopg import Connection

from domain.participation import proposal
from domain.text import Sealed
from ops.database import Database
from ops.keys import Keyring, decode_key
from ops.settings import Settings
from ops.store import search_index
from ops.store.search_index import SearchIndex
from ops.store.store import Store
from ops.wiring import Services
from projections import search
from tests.kit.consultation_scene import Scene
from tests.ops.backups import back_up, bring_back

pytestmark = pytest.mark.anyio

OLD = Path(__file__).parents[2] / "golden" / "record-113ab9b"


@pytest.fixture
async def scene(register: Services) -> AsyncIterator[Scene]:
    scene = await Scene(register).set()
    await scene.submit("wells", "Creuser des puits", title="Eau potable")
    await scene.submit("school", "بناء مدرسة جديدة", "ar")
    yield scene
    scene.close()


@pytest.fixture
def db(register: Services) -> Iterator[Connection[Any]]:
    with register.database.as_owner() as db:
        yield db


def found(db: Connection[Any], keyring: Keyring, query: str) -> set[UUID]:
    """The proposals whose tokens say that they have the words."""
    words = [[keyring.token(term) for term in terms] for terms in search.terms_of_query(query)]
    rows = db.execute("select proposal, tokens from record.searchable").fetchall()
    return {id for id, tokens in rows if all({*tokens} & {*word} for word in words)}


async def test_words_leave_it_when_they_are_hidden_and_come_back_when_they_are_shown(
    scene: Scene, register: Services, db: Connection[Any]
) -> None:
    def names(query: str) -> set[UUID]:
        scene.index.catch_up()
        return found(db, register.keyring, query)

    assert names("potable") == {scene.ids["wells"]}
    await scene.hide("wells", "Publicité")
    assert names("potable") == set()
    restoring = proposal.Restore(scene.consultation, scene.ids["wells"], Sealed("fr", "Ce n'en est pas"))
    await scene.run(restoring, scene.moderator)
    assert names("potable") == {scene.ids["wells"]}
    await scene.run(proposal.Withdraw(scene.consultation, scene.ids["wells"]), scene.citizens[0])
    assert names("potable") == set()
    assert names("مدرسة") == {scene.ids["school"]}


async def test_what_hid_words_before_the_index_was_made_counts(
    scene: Scene, register: Services, db: Connection[Any]
) -> None:
    await scene.hide("wells", "Publicité")
    scene.index.catch_up()
    assert found(db, register.keyring, "puits") == set()


async def test_only_titles_and_texts_of_proposals_are_in_it(
    scene: Scene, register: Services, db: Connection[Any]
) -> None:
    await scene.say("reply", "wells", "Commentaire confidentiel")
    reasons = Sealed("fr", "Motif administratif")
    await scene.run(
        proposal.GiveAnswer(scene.consultation, scene.ids["wells"], "accepted", reasons), scene.administrator
    )
    scene.index.catch_up()
    for query in ("confidentiel", "administratif", "dépenser"):
        assert found(db, register.keyring, query) == set()


async def test_it_goes_on_where_it_was_interrupted(
    scene: Scene, register: Services, db: Connection[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_index, "PAGE", 1)
    seen = []

    class Killed(Exception):
        pass

    def die_at_the_second(next: int, end: int) -> None:
        seen.append(next)
        if len(seen) == 2:
            raise Killed

    with pytest.raises(Killed):
        scene.index.catch_up(die_at_the_second)
    assert db.execute("select next from record.search_index").fetchone() == (seen[1],)
    assert len(found(db, register.keyring, "")) == 1
    SearchIndex(register.database, register.keyring).catch_up(lambda next, end: seen.append(next))
    assert seen[2] == seen[1] > seen[0]
    assert found(db, register.keyring, "مدرسة") == {scene.ids["school"]}


async def test_a_batch_that_it_is_behind_of_is_left_to_its_thread(
    scene: Scene, register: Services, db: Connection[Any]
) -> None:
    """`take` never makes the read models wait for the beginning of the log."""
    application = register.database.application
    notifications = application.recorder.select_notifications(1, 1_000)
    batch = [(one.id - 1, application.mapper.to_domain_event(one)) for one in notifications]
    scene.index.take(batch[-1:])
    assert db.execute("select next from record.search_index").fetchone() == (0,)
    scene.index.catch_up()
    await scene.submit("lamps", "Des lampadaires")
    (one,) = application.recorder.select_notifications(len(batch) + 1, 1_000)
    scene.index.take([(one.id - 1, application.mapper.to_domain_event(one))])
    assert db.execute("select next from record.search_index").fetchone() == (one.id,)
    assert found(db, register.keyring, "lampadaire") == {scene.ids["lamps"]}
    scene.index.take(batch)  # again: nothing moves
    scene.index.take([])
    assert db.execute("select next from record.search_index").fetchone() == (one.id,)


async def test_another_form_is_made_from_the_beginning(
    scene: Scene, register: Services, db: Connection[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    scene.index.catch_up()
    monkeypatch.setattr(search, "FORM", search.FORM + 1)
    db.execute("update record.searchable set tokens = '{}'")
    SearchIndex(register.database, register.keyring).catch_up()
    assert found(db, register.keyring, "مدرسة") == {scene.ids["school"]}


async def test_no_backup_has_a_word(scene: Scene, register: Services, tmp_path: Path) -> None:
    scene.index.catch_up()
    back_up(register, tmp_path / "backup.tar")
    content = gzip.decompress((tmp_path / "backup.tar").read_bytes())
    for word in ("puits", "potable", "مدرسة", "مدرس", "creus"):
        assert word.encode() not in content
    assert b"record.searchable" not in content
    assert b"record.opening/" in content


async def test_a_record_of_before_is_rid_of_its_words_and_indexed(blank: Settings) -> None:
    """Each opening of 113ab9b had its words in clear in a column. A dropped column stays in rows until they are written again."""
    keyring = Keyring(decode_key((OLD / "master.key").read_text()))
    old = gzip.decompress((OLD / "record.tar").read_bytes())
    words = sorted(
        {word for word in old.split(b"'") if len(word) >= 6 and word.isalpha() and word.islower()}
        - {b"reason", b"reasons"}
    )
    assert len(words) >= 5
    bring_back(blank, OLD / "record.tar", keyring)
    database = Database(blank)
    database.start()
    with database.as_owner() as db:
        db.execute("checkpoint")
        ((toast,),) = db.execute(
            "select reltoastrelid::regclass::text from pg_class where relname = 'opening'"
        ).fetchall()
        for name in ("record.opening", toast):
            ((file,),) = db.execute("select pg_read_binary_file(pg_relation_filepath(%s::regclass))", [name]).fetchall()
            assert not [word for word in words if word in bytes(file)], name
        SearchIndex(database, keyring).catch_up()
        ((indexed,),) = db.execute("select count(*) from record.searchable").fetchall()
        assert indexed >= 1
    database.stop()


async def test_an_application_s_log_of_before_is_changed_too(settings: Settings) -> None:
    database = Database(settings)
    database.start()
    assert settings.database_url is not None
    with database.as_owner() as db:
        db.execute("create schema library; set search_path = library")
        db.execute((Path(search_index.__file__).parents[1] / "migrations" / "0001_log.sql").read_text())
        db.execute((Path(search_index.__file__).with_name("store.sql")).read_text())
        Store.of_an_application(settings.database_url, "library").close()
        columns = "select attname from pg_attribute where attrelid = 'library.opening'::regclass and not attisdropped"
        assert ("words",) not in db.execute(columns).fetchall()
        Store.of_an_application(settings.database_url, "library").close()
    database.stop()


async def test_erased_words_leave_it_at_once(scene: Scene, register: Services, db: Connection[Any]) -> None:
    scene.index.catch_up()
    db.execute("delete from record.opening where event in (select event from record.searchable)")
    assert db.execute("select count(*) from record.searchable").fetchone() == (0,)
    db.execute("update record.search_index set next = 0")
    scene.index.catch_up()
    assert db.execute("select count(*) from record.searchable").fetchone() == (0,)
