"""The timeline of the demonstration's first plan, as GraphQL tells it, is the committed one: what happened, by which office, to
what, from what to what.

`pytest --write-committed` writes it. Ids follow from the names of the demonstration; pseudonyms do not, and are called by name.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ops.demo.region.region import Region
from ops.settings import Settings
from ops.wiring import opened
from tests.kit.graphql_client import Client, served
from tests.kit.server_process import copied

pytestmark = pytest.mark.anyio

GOLDEN = Path(__file__).parents[1] / "golden" / "demo-timeline.json"
TIMELINE = """query ($id: ID!, $after: String) { plan(id: $id) { timeline(first: 100, after: $after) {
    totalCount pageInfo { hasNextPage endCursor }
    nodes { event actor { kind role } onBehalfOf { kind } occurredAt thing about
        changes { field before { text } after { text } } }
} } }"""


async def replayed(client: Client, plan: str) -> list[dict[str, Any]]:
    """All of a plan's timeline, page by page."""
    nodes: list[dict[str, Any]] = []
    after = None
    while True:
        page = (await client.ask(TIMELINE, {"id": plan, "after": after}, accept_language="fr"))["plan"]["timeline"]
        nodes += page["nodes"]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            assert len(nodes) == page["totalCount"]
            return nodes


def people(region: Region) -> dict[str, str]:
    """What those are called in the golden file who are known by a pseudonym."""
    council = ["president", *(f"member-{number}" for number in range(2, region.script.members + 1))]
    offices = ["focal_point", "secretary", "committee", "assessor", "administrator"]
    advisors = [f"advisory-{opinion.body}" for opinion in region.script.opinions]
    return {str(region.known_as(name)): name for name in (*council, *offices, *advisors)}


def told(node: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    """An entry as the golden file has it: the change of a field is what it was and what it became."""

    def value(found: dict[str, Any] | None) -> Any:
        if found is None or found["text"] is None:
            return None
        text: str = found["text"]
        for pseudonym, name in names.items():
            text = text.replace(pseudonym, name)
        try:
            read = json.loads(text)
        except ValueError:
            return text
        # The members present stand in the order of their pseudonyms, which is another one in every record.
        return sorted(read) if text != found["text"] and isinstance(read, list) else read

    actor = (node["actor"]["role"] or node["actor"]["kind"]).lower()
    about = names.get(node["about"], node["about"])
    return {
        "event": node["event"],
        "by": actor if node["onBehalfOf"] is None else f"{actor} for a {node['onBehalfOf']['kind']}",
        "on": node["occurredAt"],
        "thing": node["thing"],
        **({} if about is None else {"about": about}),
        "changes": {one["field"]: [value(one["before"]), value(one["after"])] for one in node["changes"]},
    }


async def test_the_timeline_of_the_demonstration_is_the_committed_one(
    demonstration: Path, tmp_path: Path, committed: Callable[[Path, str], None]
) -> None:
    async with opened(Settings(data_dir=copied(demonstration, tmp_path / "record"))) as register:
        region = Region(register, lambda step: None)
        async with served(register) as client:
            nodes = await replayed(client, str(region.plan))
    names = people(region)
    entries = [told(node, names) for node in nodes]
    assert not any(pseudonym in json.dumps(entries) for pseudonym in names)
    lines = ",\n".join(json.dumps(entry, ensure_ascii=False) for entry in entries)
    committed(GOLDEN, f"[\n{lines}\n]\n")
