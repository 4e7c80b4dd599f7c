"""Two pseudonyms of a person in a consultation: who signs a comment shows nobody's ballots.

There was one for both, so that a signed comment showed all votes of its author, for ever.
"""

from typing import Any
from uuid import UUID

import pytest

from domain.kernel import Entry, Person
from domain.participation.ballot import BallotCast, BallotChanged, BallotWithdrawn, ballots_scope
from domain.participation.consultation import ConsultationOpened
from domain.registry import decode, encode
from tests.kit.api_over_http import World, problem
from tests.kit.participation_facts import opened
from tests.kit.scenario import History

pytestmark = pytest.mark.anyio

WORDS = {"body": "Signé : Amina", "language": "fr"}
BALLOTS = BallotCast, BallotChanged, BallotWithdrawn


def people(entries: list[tuple[int, Entry[Any]]], *, ballots: bool) -> set[UUID]:
    """The persons who cast ballots, or who did anything else."""
    return {
        entry.actor.id
        for _, entry in entries
        if isinstance(entry.actor, Person) and isinstance(entry.data, BALLOTS) == ballots
    }


async def test_no_pseudonym_has_both_words_and_ballots(api: World) -> None:
    focal_point, amina, badr = await api.person("focal_point"), await api.person(), await api.person()
    consultation = await api.consultation(focal_point, ballots_per_person=3)
    one, two = [await api.proposal(somebody, consultation) for somebody in (amina, badr)]
    for somebody in (amina, badr):
        assert (await somebody.post(f"{one}/comments", {**WORDS, "stance": "for"})).status_code == 201
        assert (await somebody.post(f"{one}/ballot", {"choice": "agree"})).status_code == 201
        assert (await somebody.post(f"{two}/ballot", {"choice": "disagree"})).status_code == 201
    entries = [found for found in await api.entries() if str(found[1].root) in consultation]
    words = people([one for one in entries if "Allowance" not in type(one[1].data).__name__], ballots=False)
    ballots = people(entries, ballots=True)
    assert len(words) == len(ballots) == 2
    assert not words & ballots
    allowances = {one.actor.id for _, one in entries if "Allowance" in type(one.data).__name__}  # type: ignore[union-attr]
    assert allowances == ballots


async def test_one_person_still_has_one_ballot_and_reads_it(api: World) -> None:
    focal_point, amina = await api.person("focal_point"), await api.person()
    consultation = await api.consultation(focal_point)
    proposal = await api.proposal(amina, consultation)
    ballot = f"{proposal}/ballot"
    problem(await amina.get(f"/api/v1{ballot}" if not ballot.startswith("/api") else ballot), 404, "ballot.not-cast")
    cast = await amina.post(ballot, {"choice": "agree"})
    assert cast.status_code == 201
    problem(await amina.post(ballot, {"choice": "disagree"}), 409, "ballot.already-cast")
    assert (await amina.put(ballot, {"choice": "disagree"}, if_match='"1"')).status_code == 200
    own = await amina.get(f"/api/v1{ballot}" if not ballot.startswith("/api") else ballot)
    assert (own.json()["id"], own.json()["choice"], own.json()["version"]) == (cast.json()["id"], "disagree", 2)
    assert (await amina.delete(ballot)).status_code == 200


async def test_trails_of_words_and_of_ballots_are_two(api: World) -> None:
    focal_point, amina = await api.person("focal_point"), await api.person()
    consultation = await api.consultation(focal_point)
    proposal = await api.proposal(amina, consultation)
    await amina.post(f"{proposal}/ballot", {"choice": "agree"})
    await api.catch_up()
    id = UUID(consultation.rpartition("/")[2])
    at = (await api.entries())[-1][0]
    found = []
    for scope in (id, ballots_scope(id)):
        known_as = api.ports.pseudonym(scope, amina.account.person)
        query = "query ($of: ID!, $at: Moment!) { audit(subject: $of, asOf: $at, first: 9) { nodes { event } } }"
        asked = {"query": query, "variables": {"of": str(known_as), "at": str(at)}}
        answer = (await api.http.post("/graphql", json=asked)).json()
        assert "errors" not in answer, answer
        found.append([node["event"] for node in answer["data"]["audit"]["nodes"]])
    assert found == [["participation.ProposalSubmitted"], ["participation.BallotCast"]]


def test_an_opening_of_before_keeps_the_one_pseudonym() -> None:
    """In an old consultation, whose ballots bear the pseudonym of words, another one would give everybody a second vote."""
    (entry,) = History(opened()).entries
    old = (
        encode(entry).replace(b"ConsultationOpened.v2", b"ConsultationOpened.v1").replace(b'"ballots_apart":true,', b"")
    )
    event = decode(old).data
    assert isinstance(event, ConsultationOpened)
    assert not event.ballots_apart
