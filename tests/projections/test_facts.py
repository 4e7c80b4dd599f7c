"""Every query about a position is one about a time of the facts, too: none compares in a form that facts.py does not know."""

import re
from pathlib import Path

import pytest

from projections.toolkit.facts import by_facts
from projections.toolkit.sql import Queries

ROOT = Path(__file__).parents[2]
FILES = [
    file
    for folder in ("projections", "api/pages", "api/rest", "api/graphql")
    for file in sorted((ROOT / folder).rglob("*.sql"))
    if file.name != "schema.sql"
]

BY_POSITION_ALONE = {
    "accountability.sql": "the changes since a version, which has a position",
    "as_of.sql": "the log time of a position",
    "state.sql": "what an index says at a position",
    "states.sql": "entries, each of which says itself when it happened",
}
"""The files that compare positions of the log by the facts too, and why."""


def texts(file: Path) -> dict[str, str]:
    queries = Queries(file)
    lists = {name: listed.where for name, listed in queries.lists.items()}
    return {**queries._named, **queries.filters, **queries.sources, **queries.parts, **lists}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_a_query_about_a_position_is_one_about_the_facts(file: Path) -> None:
    for name, text in texts(file).items():
        left = re.findall(r".*%\(position\)s.*", by_facts(text.replace("{table}", "thing")))
        if "happened" in text or file.name in BY_POSITION_ALONE:
            left = [line for line in left if not re.search(r"position (<= |= )%\(position\)s", line)]
        assert left == [], f"{file.name}, {name}: no form of facts.py"
        if "%(position)s" in text:
            orders = re.findall(r"order by (?:\w+\.)?since.*", by_facts(text))
            assert orders == [], f"{file.name}, {name}: what is valid by the facts alone has no position"


def test_a_form_that_is_not_known_is_found() -> None:
    assert "%(position)s" in by_facts("select id from plan where until > %(position)s")
    assert "%(position)s" not in by_facts(
        "select id from plan where plan.since <= %(position)s and %(position)s < plan.until"
    )
