"""Golden events: one entry of each event and version, as it was once written. Today's code must read it, and say the same.

They are never changed. A new event, or a new version, gets its file by `pytest --write-committed`, which writes only what is
not there; what carries an old version's data into the next stands in `domain.registry.UPCASTS`.
"""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import msgspec
import pytest
from msgspec import inspect

from domain import registry as events
from domain.kernel import Act, Actor, Entry, Event, Office, Organisation, Person, System
from domain.participation.ballot import BallotCast
from domain.participation.proposal_events import ProposalSubmitted
from domain.registry import EVENTS, decode, encode, event_name
from domain.text import Sealed

GOLDEN = Path(__file__).parent / "golden" / "events"
NAMES = {event_name(event): event for event in EVENTS}
FILES = {file.stem: file for file in sorted(GOLDEN.glob("*.json"))}
EXAMPLES = {
    "code": "04.421.01",
    "time_zone": "Africa/Casablanca",
    "CommunityTimeZoneChanged.time_zone_was": "UTC",
    "CommunityPlaced.kind": "urban_commune",
    "kind_was": "rural_commune",
    "system": "polis",
    "reference": "BO 2026/114",
    "closes": datetime(2026, 11, 1, 23, tzinfo=UTC),
    "choice": "disagree",
    "VoteRecorded.choice": "against",
    "item": "plan",
    "AgendaItem.key": "plan",
    "CommentModerated.moderation": "hidden",
    "CommentRestored.moderation": "accepted",
    "CommentRestored.moderation_was": "hidden",
    "ProposalModerated.moderation": "hidden",
    "ProposalRestored.moderation": "accepted",
    "ProposalRestored.moderation_was": "hidden",
    "answer": "partly_accepted",
    "ProposalAnswered.answer_was": "refused",
    "OrganisationRepresentativeNamed.representative_was": UUID("ea62d695-1d2c-5634-bfbc-39b46f3e2854"),
    "remote": "https://meet.example/openness",
    "remote_was": "https://meet.example/ouverture",
    "sha256": bytes(range(32)).hex(),
    "media_type": "application/pdf",
    "Indicator.key": "wells",
    "Indicator.baseline": "0",
    "Indicator.target": "12.5",
    "ActivityIndicatorMeasured.key": "wells",
    "ActivityIndicatorMeasured.value": "4",
    "ActivityIndicatorMeasured.value_was": "3.5",
    "ActivityCompletionAssessed.completion_was": "limited",
    "ActivityCompletionAssessed.completion": "substantial",
    "ActivityCompletionAssessed.evidence": [bytes(range(32)).hex()],
    "currency": "MAD",
    "CommunityJurisdictionSet.jurisdiction": "MA",
    "CommunityJurisdictionSet.jurisdiction_was": "neutral",
    "CommunityPopulationCounted.population": 36_039,
    "CommunityPopulationCounted.population_was": 34_800,
    "CommunityPopulationCounted.year": 2024,
    "CommunityPopulationCounted.year_was": 2014,
    "BodyRevised.seats_was": 2,
    "RuleRef.set": "remacto",
    "RuleRef.subject": "plan.completion",
    "PlanOpened.kind": "openness",
    "StageEntered.stage_was": "drafting",
    "StageEntered.stage": "public_consultation",
    "PlanSentBack.stage_was": "adoption",
    "PlanSentBack.stage": "validation",
    "principles_was": ["transparency"],
    "principles": ["transparency", "inclusion"],
    "PlanAmended.sha256_was": bytes(range(1, 33)).hex(),
    "PlanEvaluated.openness_was": "marginal",
    "PlanEvaluated.openness": "major",
    "PlanEvaluated.ambition_was": "unclear",
    "PlanEvaluated.ambition": "modest",
    "OpinionDelivered.verdict": "reserved",
    "OpinionAnswered.answer": {"ar": "أُخذ به جزئيا", "fr": "Suivi en partie"},
}
HAPPENED, RECORDED = datetime(2026, 10, 1, 9, 30, tzinfo=UTC), datetime(2026, 10, 2, 8, 15, 0, 250_000, tzinfo=UTC)


def thing(name: str) -> UUID:
    return uuid5(UUID(int=0), f"golden {name}")


def actors() -> list[Actor]:
    """Every kind of actor that an entry may name."""
    community = thing("community")
    return [
        Person(thing("person")),
        Office("focal_point", community, thing("holder")),
        Organisation(thing("organisation"), thing("representative")),
        System("closing-clock"),
    ]


def example(kind: inspect.Type, of: str, name: str) -> Any:
    """A value for a field: never its default, so that the entry shows every field."""
    if (given := EXAMPLES.get(f"{of}.{name}") or EXAMPLES.get(name)) is not None:
        return given
    match kind:
        case inspect.UnionType(types):
            return example(next(one for one in types if not isinstance(one, inspect.NoneType)), of, name)
        case inspect.StructType(cls, fields) if cls is not Sealed:
            return cls(*(example(field.type, cls.__name__, field.name) for field in fields))
        case inspect.StructType():
            return Sealed("ar", sha256=bytes(range(32)).hex())
        case inspect.DictType(_, inspect.StrType()):
            return {"ar": "جماعة الغار", "fr": "Commune de Ghar"}
        case inspect.DictType():
            return {language: Sealed(language, sha256=bytes(range(32)).hex()) for language in ("ar", "fr")}
        case inspect.ListType(item):
            return [example(item, of, name)]
        case inspect.LiteralType(values):
            return values[0] if name.endswith("was") else values[-1]
        case inspect.UUIDType():
            return thing(name)
        case inspect.DateType():
            return HAPPENED.date()
        case inspect.DateTimeType():
            return HAPPENED
        case inspect.BoolType():
            return True
        case inspect.IntType():
            return 3
    raise TypeError(f"an example is wanted for {of}.{name}: {kind}")


def entry_of(event: type[Event]) -> Entry[Any]:
    kinds = actors()
    turn = sorted(NAMES).index(event_name(event))
    return Entry(
        actor=kinds[turn % 4],
        command_id=thing("command"),
        community=thing("community"),
        correlation_id=thing("correlation"),
        data=example(inspect.type_info(event), event.__name__, "data"),
        event_id=thing("event"),
        occurred_at=HAPPENED,
        recorded_at=RECORDED,
        root=thing("root"),
        stream=thing("stream"),
        version=4,
        causation_id=thing("cause"),
        on_behalf_of=kinds[(turn + 2) % 4],
    )


def test_every_event_has_its_golden_file(request: pytest.FixtureRequest) -> None:
    missing = set(NAMES) - set(FILES)
    if missing and request.config.getoption("--write-committed"):
        for name in missing:
            line = encode(entry_of(NAMES[name]))
            with (GOLDEN / f"{name}.json").open("xb") as file:  # never over one that is there
                file.write(line)
        return
    assert not missing, "write what is missing with `pytest tests/test_golden_events.py --write-committed`"


@pytest.mark.parametrize("name", FILES)
def test_today_s_code_reads_what_was_written_and_would_write_it_again(name: str) -> None:
    written = FILES[name].read_bytes()
    entry = decode(written)
    if name in NAMES:
        assert isinstance(entry.data, NAMES[name])
        assert encode(entry) == written
    else:
        assert name in events.UPCASTS, "an event of this name was once written, and nothing reads it now"
    assert json.loads(written)["data"]["type"] == name


@pytest.mark.parametrize("name", FILES)
def test_an_entry_is_canonical(name: str) -> None:
    """Sorted keys, no blanks, UTF-8 not escaped, no number with a fraction: the bytes follow from what they say."""
    written = FILES[name].read_bytes()
    read = json.loads(written, parse_float=lambda number: pytest.fail(f"a fraction: {number}"))
    assert json.dumps(read, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() == written


def test_what_an_entry_leaves_out_is_none_or_false_for_ever() -> None:
    """A default stands in no entry: another default would change what old entries say."""
    for kind in (Entry, Sealed, *EVENTS, *(type(actor) for actor in actors())):
        for field in msgspec.structs.fields(kind):
            assert field.default in (msgspec.NODEFAULT, None, False), f"{kind.__name__}.{field.name}"
            assert field.default_factory is msgspec.NODEFAULT, f"{kind.__name__}.{field.name}"


def test_every_name_tells_context_noun_and_version() -> None:
    for name, event in NAMES.items():
        context, noun, version = name.split(".")
        assert event.__module__.startswith(f"domain.{context}.")
        assert noun == event.__name__
        assert version.startswith("v")
        assert int(version[1:]) >= 1


def test_every_golden_file_stands_alone_for_its_version() -> None:
    assert len(NAMES) == len(EVENTS)
    assert set(FILES) <= set(NAMES) | set(events.UPCASTS)


# How an old version is read


OTHERWISE = {
    "participation.ProposalSubmitted.v1": {
        "origin": "registry_desk",
        "challenge": None,
        "recommendation": None,
        "submitter": None,
    }
}
"""Fields that say something else in the golden file of an old version, or that it did not have."""

SAYS_MORE = {"participation.ConsultationOpened.v1"}
"""Old versions that were silent on what the new one says: tests/api/rest/test_pseudonyms.py says how these are read."""


@pytest.mark.parametrize("name", sorted(set(events.UPCASTS) - SAYS_MORE))
def test_an_old_version_says_what_the_new_one_says(name: str) -> None:
    old, new = (decode(FILES[one].read_bytes()).data for one in (name, events.UPCASTS[name][0]))
    assert old == msgspec.structs.replace(new, **OTHERWISE.get(name, {}))


def old(version: str, **fields: Any) -> bytes:
    """An entry as an older version of this code would have written it."""
    return msgspec.json.encode(
        {
            **msgspec.to_builtins(entry_of(BallotCast)),
            "data": {"type": f"participation.BallotCast.{version}", **fields},
        },
        order="sorted",
    )


def test_an_old_version_is_carried_through_every_version_after_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(
        events.UPCASTS,
        "participation.BallotCast.v-1",
        ("participation.BallotCast.v0", lambda data: {"question": data["question"], "sign": data["plus"]}),
    )
    monkeypatch.setitem(
        events.UPCASTS,
        "participation.BallotCast.v0",
        (
            "participation.BallotCast.v1",
            lambda data: {"proposal": data["question"], "choice": "agree" if data["sign"] else "disagree"},
        ),
    )
    question = thing("question")
    for written in (old("v-1", question=str(question), plus=True), old("v0", question=str(question), sign=True)):
        entry = decode(written)
        assert entry.data == BallotCast(question, "agree")
        assert msgspec.structs.replace(entry, data=None) == msgspec.structs.replace(entry_of(BallotCast), data=None)


def test_an_event_that_nothing_knows_is_an_error_and_no_guess() -> None:
    with pytest.raises(msgspec.ValidationError):
        decode(old("v99", proposal=str(thing("question")), choice="agree"))


def test_a_field_that_nothing_knows_is_an_error_and_not_dropped() -> None:
    with pytest.raises(msgspec.ValidationError, match="colour"):
        decode(old("v1", proposal=str(thing("question")), choice="agree", colour="red"))


def test_what_an_act_left_out_comes_back_as_left_out() -> None:
    bare = ProposalSubmitted(None, Sealed("fr", sha256="00" * 32), "online")
    act = Act(Person(thing("person")), RECORDED, RECORDED)
    entry = msgspec.structs.replace(
        entry_of(ProposalSubmitted), data=bare, actor=act.actor, causation_id=None, on_behalf_of=None
    )
    written = encode(entry)
    assert decode(written) == entry
    for absent in (b"after_closing", b"reference", b"on_behalf_of", b"causation_id"):
        assert absent not in written
