"""Ballots over HTTP: one's own, and two hundred voters against a closing consultation."""

import asyncio
from collections import Counter, defaultdict
from uuid import UUID

import pytest

from domain.participation.ballot import BallotCast, BallotChanged
from domain.participation.consultation import ConsultationClosed
from tests.kit.api_over_http import Person, World, problem

pytestmark = pytest.mark.anyio

CLIENTS = 200


async def test_a_voter_sees_ones_own_ballot_and_nobody_elses(api: World) -> None:
    focal_point, voter, other = await api.person("focal_point"), await api.person(), await api.person()
    ballot = await api.proposal(focal_point, await api.consultation(focal_point)) + "/ballot"
    problem(await voter.get(ballot), 404, "ballot.not-cast")
    cast = await voter.post(ballot, {"choice": "agree"})
    seen = await voter.get(ballot)
    assert seen.json() == {
        "id": cast.json()["id"], "choice": "agree", "version": 1, "position": cast.json()["position"],
    }  # fmt: skip
    assert seen.headers["etag"] == cast.headers["etag"]
    assert "no-store" in seen.headers["cache-control"]
    problem(await other.get(ballot), 404, "ballot.not-cast")
    changed = await voter.put(ballot, {"choice": "disagree"})
    assert (await voter.get(ballot)).json()["choice"] == "disagree"
    assert changed.json()["version"] == 2
    await voter.delete(ballot)
    problem(await voter.get(ballot), 404, "ballot.not-cast")
    assert (await voter.post(ballot, {"choice": "pass"})).json()["version"] == 4


async def test_a_second_vote_is_refused(api: World) -> None:
    focal_point, voter = await api.person("focal_point"), await api.person()
    ballot = await api.proposal(focal_point, await api.consultation(focal_point)) + "/ballot"
    both = await asyncio.gather(*(voter.post(ballot, {"choice": choice}) for choice in ("agree", "disagree")))
    assert sorted(answer.status_code for answer in both) == [201, 409]
    problem(await voter.post(ballot, {"choice": "agree"}), 409, "ballot.already-cast")
    problem(await voter.put(ballot, {"choice": "support"}), 422, "ballot.wrong-kind")


async def test_a_limit_of_ballots_holds_and_gives_back(api: World) -> None:
    focal_point, voter = await api.person("focal_point"), await api.person()
    opened = await api.consultation(focal_point, ballots_per_person=1)
    one, two = await api.proposal(focal_point, opened), await api.proposal(focal_point, opened)
    both = await asyncio.gather(*(voter.post(f"{each}/ballot", {"choice": "agree"}) for each in (one, two)))
    assert sorted(answer.status_code for answer in both) == [201, 409]
    cast, left = (one, two) if both[0].status_code == 201 else (two, one)
    problem(await voter.post(f"{left}/ballot", {"choice": "agree"}), 409, "ballot.limit-reached")
    await voter.delete(f"{cast}/ballot")
    assert (await voter.post(f"{left}/ballot", {"choice": "agree"})).status_code == 201


async def test_two_hundred_vote_and_change_while_the_consultation_is_closed(api: World) -> None:
    focal_point = await api.person("focal_point")
    opened = await api.consultation(focal_point)
    ballot = await api.proposal(focal_point, opened) + "/ballot"
    voters = await asyncio.gather(*(api.person() for _ in range(CLIENTS)))
    acknowledged: Counter[str] = Counter()
    under_way = asyncio.Event()

    async def vote(voter: Person) -> None:
        """Casts twice at once, then changes again and again, until the consultation takes no more."""
        answers = await asyncio.gather(*(voter.post(ballot, {"choice": "agree"}) for _ in range(2)))
        choice = "agree"
        while True:
            for answer in answers:
                code = answer.json().get("code")
                acknowledged[code or answer.request.method] += 1
                if code == "consultation.not-open":
                    return
                assert code in {None, "ballot.already-cast"}, answer.text
            if acknowledged["PUT"] >= CLIENTS:
                under_way.set()
            choice = "disagree" if choice == "agree" else "agree"
            answers = [await voter.put(ballot, {"choice": choice})]

    async def close() -> None:
        await under_way.wait()
        closed = await focal_point.post(f"{opened}/closing")
        assert closed.status_code == 200, closed.text

    await asyncio.gather(close(), *map(vote, voters))

    entries = await api.entries(UUID(opened.rpartition("/")[2]))
    (closing,) = [position for position, entry in entries if isinstance(entry.data, ConsultationClosed)]
    voted = [(position, entry) for position, entry in entries if isinstance(entry.data, BallotCast | BallotChanged)]
    assert max(position for position, _ in voted) < closing
    streams: dict[UUID, list[tuple[type, int]]] = defaultdict(list)
    for _, entry in voted:
        streams[entry.stream].append((type(entry.data), entry.version))
    for events in streams.values():
        assert events == [(BallotChanged if n else BallotCast, n + 1) for n in range(len(events))]
    counted = Counter(type(entry.data) for _, entry in voted)
    assert counted[BallotCast] == acknowledged["POST"] == len(streams) == CLIENTS
    assert counted[BallotChanged] == acknowledged["PUT"] >= CLIENTS
    assert acknowledged["ballot.already-cast"] == CLIENTS
