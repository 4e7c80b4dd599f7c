"""How a decision looks at streams: by the names that its decider declares, each of them checked on append."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import pytest

from domain.kernel import Decider, Each, Event, Noun
from domain.read_set import Key, Missing, ReadSet, Stream, StreamState, key_of
from tests.kit.scenario import thing

WELL: Noun[str] = Noun("water.well", "dry", lambda state, entry: state)
PUMP: Noun[str] = Noun("water.pump", "off", lambda state, entry: state)
HERE, THERE, THIRD = (thing(name) for name in ("here", "there", "third"))
LOOKS: Mapping[str, Noun[Any] | Each] = {"well": WELL, "pumps": Each(PUMP)}


def decider(decide: Any, looks: Mapping[str, Noun[Any] | Each]) -> Decider:
    return Decider(
        noun=WELL,
        decide=decide,
        commands=(),
        stream=lambda command, act: HERE,
        root=lambda command: HERE,
        community=lambda command, seen: HERE,
        looks=looks,
    )


def cached(*streams: Stream) -> ReadSet:
    """Looks where some streams are at version 3, and no others are at hand."""
    known: dict[Key, StreamState] = {
        key_of(stream): StreamState(3, f"{stream[0].name} {stream[1]}") for stream in streams
    }
    return ReadSet(known.get)


def test_what_a_decider_looks_at_are_the_keyword_arguments_of_its_decide() -> None:
    def decide(command: Any, well: str, act: Any, *, pumps: Any, well_above: str | None = None) -> list[Event]:
        return []

    decider(decide, {"pumps": Each(PUMP), "well_above": WELL})
    for looks in ({}, {"pumps": Each(PUMP)}, {"pumps": Each(PUMP), "well_above": WELL, "spring": WELL}):
        with pytest.raises(TypeError, match="looks"):
            decider(decide, looks)


def test_a_decide_that_takes_anything_is_no_declaration() -> None:
    def decide(command: Any, well: str, act: Any, **seen: Any) -> list[Event]:
        return []

    with pytest.raises(TypeError, match="seen"):
        decider(decide, {})


def test_it_is_asked_again_with_what_is_known_until_it_names_nothing_new() -> None:
    asked: list[dict[str, Any]] = []

    def looks(seen: Mapping[str, Any]) -> list[tuple[str, UUID]]:
        asked.append(dict(seen))
        return [("well", HERE), *([("pumps", THERE), ("pumps", THIRD)] if "well" in seen else [])]

    read_set, seen = cached((WELL, HERE), (PUMP, THERE), (PUMP, THIRD)), dict[str, Any]()
    assert read_set.gather(LOOKS, looks, seen) == {"well": (WELL, HERE)}
    assert seen == {
        "well": f"water.well {HERE}",
        "pumps": {THERE: f"water.pump {THERE}", THIRD: f"water.pump {THIRD}"},
    }
    assert len(asked) == 3
    assert sorted(read_set.checks.values()) == sorted([(HERE, 3), (THERE, 3), (THIRD, 3)])


def test_a_look_that_is_not_declared_is_an_error() -> None:
    with pytest.raises(KeyError, match="spring"):
        cached().gather(LOOKS, lambda seen: [("spring", HERE)], {})


def test_all_that_is_missing_is_asked_for_at_once() -> None:
    read_set = cached((PUMP, THERE))
    with pytest.raises(Missing) as missing:
        read_set.gather(LOOKS, lambda seen: [("well", HERE), ("pumps", THERE), ("pumps", THIRD)], {})
    assert missing.value.streams == [(WELL, HERE), (PUMP, THIRD)]


def test_an_id_of_another_noun_is_not_cached() -> None:
    with pytest.raises(Missing):
        cached((PUMP, HERE)).states([(WELL, HERE)])


def test_what_is_created_is_taken_to_be_new_and_checked_to_be() -> None:
    read_set = ReadSet(lambda key: None, assume_new=True)
    assert read_set.states([(WELL, HERE)], created=True) == [StreamState(0, "dry")]
    assert list(read_set.checks.values()) == [(HERE, 0)]
    with pytest.raises(Missing):
        read_set.states([(WELL, THERE)])


def test_what_a_command_before_it_leaves_needs_no_check() -> None:
    read_set = ReadSet(lambda key: None, {key_of((WELL, HERE)): StreamState(7, "full")})
    assert read_set.states([(WELL, HERE)]) == [StreamState(7, "full")]
    assert not read_set.checks
