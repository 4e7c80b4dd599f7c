"""The record in the library's hands: read, followed, tried in memory, and folded into an application of somebody else's."""

from typing import Any
from uuid import UUID, uuid4, uuid5

import pytest
from eventsourcing.application import AggregateNotFoundError, ProcessingEvent
from eventsourcing.dispatch import singledispatchmethod
from eventsourcing.domain import Aggregate, event
from eventsourcing.persistence import IntegrityError, ProgrammingError, Tracking
from eventsourcing.popo import POPOApplicationRecorder, POPOTrackingRecorder
from eventsourcing.projection import (
    EventSourcedProjection,
    EventSourcedProjectionRunner,
    Projection,
    ProjectionRunner,
)
from eventsourcing.utils import get_topic

from domain.participation.proposal import proposals
from domain.participation.proposal_events import ProposalSubmitted
from ops.application import RecordRegister, Register
from ops.settings import Settings
from ops.store.entries import EntryMapper
from ops.store.recorders import SqlApplicationRecorder
from ops.wiring import Services, opened
from tests.kit.full_record import Living

pytestmark = pytest.mark.anyio
ALL = 1_000


@pytest.fixture
async def scene(register: Services) -> Living:
    return await Living(register).live()


def env(register: Services) -> dict[str, str]:
    return {"SIJILL_DATABASE_URL": register.database.owner_url, "PERSISTENCE_MODULE": "ops.store.recorders"}


async def test_every_entry_comes_back_byte_for_byte(register: Services, scene: Living) -> None:
    app = register.application
    async with register.pool.connection() as db:
        rows = await (await db.execute("select position, stream, version, entry from log order by position")).fetchall()
    notifications = app.recorder.select_notifications(None, ALL)
    assert len(rows) >= 20
    for (position, stream, version, entry), found in zip(rows, notifications, strict=True):
        stored = app.mapper.to_stored_event(app.mapper.to_domain_event(found))
        assert (found.id, found.state, stored.state) == (position + 1, entry, entry)
        assert (stream, version, found.topic) == (stored.originator_id, stored.originator_version, stored.topic)
        assert (stream, version) == (found.originator_id, found.originator_version)
    assert app.recorder.max_notification_id() == len(rows)


async def test_a_thing_is_what_it_had_come_to_at_a_version(register: Services, scene: Living) -> None:
    now = register.application.thing(proposals, scene.proposal)
    first = register.application.thing(proposals, scene.proposal, version=1)
    assert now
    assert first
    assert (now.id, first.version) == (scene.proposal, 1)
    assert now.version > 2
    assert now.state != first.state
    assert register.application.thing(proposals, uuid4()) is None


async def test_the_notification_log_gives_sections(register: Services, scene: Living) -> None:
    section = register.application.notification_log["1,1000"]
    assert len(section.items) == register.application.recorder.max_notification_id()


async def test_streams_are_read_in_one_query(register: Services, scene: Living) -> None:
    recorder = register.application.recorder
    asked = [scene.proposal, scene.consultation, uuid4()]
    found = await recorder.read_streams(asked)
    for stream in asked:
        own = [one for one in found if one.originator_id == stream]
        alone = recorder.select_events(stream)
        assert [(one.originator_version, one.topic, one.state) for one in own] == [
            (one.originator_version, one.topic, one.state) for one in alone
        ]


async def test_a_server_s_loop_must_not_wait_for_itself(register: Services, scene: Living) -> None:
    recorder = register.application.recorder
    with pytest.raises(ProgrammingError):
        recorder.insert_events([recorder.select_notifications(1, 1)[0]])
    app = Register(env(register))
    assert isinstance(app.recorder, SqlApplicationRecorder)
    with app, pytest.raises(ProgrammingError):
        await app.recorder.read_streams([scene.proposal])


async def test_an_entry_that_comes_twice_is_refused(register: Services, scene: Living) -> None:
    with Register(env(register)) as app:
        (first, *_) = app.recorder.select_notifications(None, 1)
        with pytest.raises(IntegrityError):
            app.save(app.mapper.to_domain_event(first))


# Whose environment


OF_OTHERS = {
    "PERSISTENCE_MODULE": "eventsourcing.popo",
    "MAPPER_TOPIC": "eventsourcing.persistence:Mapper",
    "TRANSCODER_TOPIC": "eventsourcing.persistence:JSONTranscoder",
    "COMPRESSOR_TOPIC": "zlib",
    "CIPHER_TOPIC": "eventsourcing.cipher:AESCipher",
    "CIPHER_KEY": "nothing to encrypt with",
    "IS_SNAPSHOTTING_ENABLED": "y",
    "AGGREGATE_CACHE_MAXSIZE": "10",
    "APPLICATION_RECORDER_TOPIC": "eventsourcing.popo:POPOApplicationRecorder",
}


async def test_what_the_environment_says_to_others_does_not_reach_the_server(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in OF_OTHERS.items():
        monkeypatch.setenv(name, value)
        monkeypatch.setenv(f"REGISTER_{name}", value)
    monkeypatch.setenv("REGISTER_SIJILL_DATABASE_URL", "postgresql://nobody@nowhere/nothing")
    monkeypatch.setenv("SIJILL_DATABASE_URL", "postgresql://nobody@nowhere/nothing")
    async with opened(settings) as served:
        scene = await Living(served).live()
        app = served.application
        assert type(app.recorder) is SqlApplicationRecorder
        assert type(app.mapper) is EntryMapper
        assert (app.mapper.compressor, app.mapper.cipher, app.snapshots) == (None, None, None)
        assert app.recorder.max_notification_id() >= 20
        assert app.thing(proposals, scene.proposal)


async def test_what_it_says_to_others_does_not_reach_an_outsider(
    register: Services, scene: Living, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in OF_OTHERS.items():
        monkeypatch.setenv(name, value)
    with Register({"SIJILL_DATABASE_URL": register.database.owner_url}) as app:
        assert type(app.recorder) is SqlApplicationRecorder
        assert type(app.mapper) is EntryMapper
        assert app.snapshots is None
        assert app.thing(proposals, scene.proposal)


def test_an_outsider_s_register_is_redirected_by_its_own_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REGISTER_PERSISTENCE_MODULE", "eventsourcing.popo")
    assert isinstance(Register().recorder, POPOApplicationRecorder)
    assert Register.name == RecordRegister.name == "register"


# Projections of others


class Seen(POPOTrackingRecorder):
    def __init__(self) -> None:
        super().__init__()
        self.proposals: list[UUID] = []

    def see(self, id: UUID, tracking: Tracking) -> None:
        with self._database_lock:
            self._assert_tracking_uniqueness(tracking)
            self._insert_tracking(tracking)
            self.proposals.append(id)


class Proposals(Projection[Seen]):
    name = "proposals"
    topics = (get_topic(ProposalSubmitted),)

    def process_event(self, domain_event: Any, tracking: Tracking) -> None:
        self.view.see(domain_event.stream, tracking)


async def test_a_projection_can_be_tried_in_memory(register: Services, scene: Living) -> None:
    written = register.application.recorder.select_notifications(None, ALL)
    arguments: Any = {"application_class": Register, "projection_class": Proposals, "view_class": Seen}
    with ProjectionRunner(**arguments, env={"PERSISTENCE_MODULE": "eventsourcing.popo"}) as runner:
        runner.app.save(*[runner.app.mapper.to_domain_event(one) for one in written])
        wanted = [one for one in written if one.topic == get_topic(ProposalSubmitted)]
        runner.wait(wanted[-1].id, timeout=60)
        assert runner.projection.view.proposals == [one.originator_id for one in wanted]


class Tally(Aggregate):
    @event("Begun")
    def __init__(self, consultation: UUID) -> None:
        self.consultation, self.proposals = consultation, 0

    @staticmethod
    def create_id(consultation: UUID) -> UUID:
        return uuid5(consultation, "tally")

    @event("Counted")
    def count(self) -> None:
        self.proposals += 1


class Tallies(EventSourcedProjection[UUID]):
    """An application with aggregates of its own, kept in our form in a schema of its own."""

    topics = (get_topic(ProposalSubmitted),)

    @singledispatchmethod
    def policy(self, domain_event: Any, processing_event: ProcessingEvent[UUID]) -> None:
        try:
            tally: Tally = self.repository.get(Tally.create_id(domain_event.root))
        except AggregateNotFoundError:
            tally = Tally(domain_event.root)
        tally.count()
        processing_event.collect_events(tally)


async def test_an_application_of_somebody_else_s_follows_the_register(register: Services, scene: Living) -> None:
    written = register.application.recorder.select_notifications(None, ALL, topics=[get_topic(ProposalSubmitted)])
    arguments: Any = {"application_class": Register, "projection_class": Tallies}
    with EventSourcedProjectionRunner(**arguments, env=env(register)) as runner:
        runner.wait(written[-1].id, timeout=60)
        entry: Any = register.application.mapper.to_domain_event(written[0])
        tally: Tally = runner.projection.repository.get(Tally.create_id(entry.root))
        assert tally.proposals == len(written)
