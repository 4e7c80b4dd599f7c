"""What the benchmark says of what it has measured. That it measures at all is shown by running it: it takes its time."""

import msgspec
import pytest

from ops.bench.figures import Figure, Goal, in_turns, percentile
from ops.bench.run import CASES, NAMES, encoded, table
from ops.bench.visible import late

AS_AGREED = {
    "append_http", "append_in_process", "rebuild", "rebuild_floor", "import", "graphql_cached", "graphql_uncached", "as_of",
    "append_to_read_model", "bytes_per_vote", "import_memory", "plan_view", "audit_trail", "accountability_report",
    "append_slow_database", "graphql_while_voting", "votes_under_attack", "list_growth",
}  # fmt: skip


def goal(target: float | None, *, at_least: bool = True, has_ratio: bool = True) -> Goal:
    return Goal("ours", "theirs", "the floor", "votes/s", target, at_least, has_ratio)


def test_every_figure_that_was_agreed_is_measured_once() -> None:
    assert len(NAMES) == len(set(NAMES))
    assert set(NAMES) == AS_AGREED


def test_the_object_has_the_agreed_form() -> None:
    figure = goal(0.5).figure(123456.0, 200000.0, None)
    assert msgspec.json.decode(encoded({"import": figure})) == {
        "import": {
            "ours": 123500.0, "against": 200000.0, "floor": None, "ratio": 0.6173, "target": 0.5, "unit": "votes/s"
        }
    }  # fmt: skip


@pytest.mark.parametrize(
    ("goal", "ours", "against", "met"),
    [
        (goal(8.0), 80.0, 10.0, True),
        (goal(8.0), 79.0, 10.0, False),
        (goal(1.3, at_least=False), 13.0, 10.0, True),
        (goal(1.3, at_least=False), 14.0, 10.0, False),
        (goal(250, at_least=False, has_ratio=False), 249.0, None, True),
        (goal(250, at_least=False, has_ratio=False), 251.0, None, False),
        (goal(None), 1.0, 2.0, None),
    ],
)
def test_a_target_is_for_the_ratio_or_for_ours(
    goal: Goal, ours: float, against: float | None, met: bool | None
) -> None:
    figure = goal.figure(ours, against, None)
    assert (figure.ratio is None) == (not goal.has_ratio)
    assert goal.met(figure) is met


def test_the_table_has_a_row_for_each_figure() -> None:
    figures = {name: Figure(1.0, 1.0, 1.0, 1.0, goal.target, "") for case in CASES for name, goal in case.goals.items()}
    assert table(figures).row_count == len(AS_AGREED)


@pytest.mark.anyio
async def test_ways_are_taken_in_turns_and_the_median_counts() -> None:
    taken: list[str] = []

    def way(name: str, *values: float):  # type: ignore[no-untyped-def]
        left = iter(values)

        async def go() -> float:
            taken.append(name)
            return next(left)

        return go

    assert await in_turns(3, way("ours", 1, 9, 2), way("theirs", 5, 4, 6)) == [2, 5]
    assert taken == ["ours", "theirs"] * 3


def test_a_vote_is_seen_when_the_slowest_read_model_is_past_it() -> None:
    seen = [(10, 1.0), (11, 2.0), (15, 3.0)]
    assert late(10, 1.5, seen) == 0.5
    assert late(14, 1.5, seen) == 1.5
    assert late(9, 1.5, seen) == 0.0
    with pytest.raises(RuntimeError):
        late(15, 1.5, seen)


def test_a_percentile_is_one_of_the_values() -> None:
    assert percentile([3.0, 1.0, 2.0], 0.5) == 2.0
    assert percentile([3.0, 1.0, 2.0], 0.99) == 3.0
