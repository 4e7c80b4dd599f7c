"""The same words again record nothing: an answer, an amendment, an edited comment, a report."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from domain.participation import comment, consultation, proposal
from domain.text import Sealed
from ops.wiring import Services
from tests.kit.consultation_scene import Scene

pytestmark = pytest.mark.anyio

REASONS = Sealed("fr", "Elle est prévue au budget.")


@pytest.fixture
async def scene(register: Services) -> AsyncIterator[Scene]:
    scene = await Scene(register).set()
    await scene.submit("wells", "Creuser des puits", title="Eau potable")
    await scene.say("reply", "wells", "Très bien")
    yield scene
    scene.close()


async def events(scene: Scene, command: Any, by: Any) -> int:
    return (await scene.run(command, by)).events


async def test_the_same_answer(scene: Scene) -> None:
    def answer(verdict: Any, reasons: Sealed = REASONS) -> Any:
        return proposal.GiveAnswer(scene.consultation, scene.ids["wells"], verdict, reasons)

    by = scene.administrator
    assert await events(scene, answer("accepted"), by) == 1
    again = await scene.run(answer("accepted"), by)
    assert (again.events, again.version) == (0, 2)
    assert await events(scene, answer("accepted", Sealed("fr", "Pour d'autres raisons.")), by) == 1
    assert await events(scene, answer("accepted"), by) == 1  # those before
    assert await events(scene, answer("refused"), by) == 1
    assert await events(scene, answer("refused", Sealed("ar", REASONS.text)), by) == 1  # in another language
    assert await events(scene, answer("refused", Sealed("ar", REASONS.text)), by) == 0


async def test_the_same_words_of_a_proposal_and_of_a_comment(scene: Scene) -> None:
    def amend(body: str, title: str | None) -> Any:
        words = Sealed("fr", title) if title else None
        return proposal.Amend(scene.consultation, scene.ids["wells"], Sealed("fr", body), words)

    by = scene.citizens[0]
    assert await events(scene, amend("Creuser des puits", "Eau potable"), by) == 0
    assert await events(scene, amend("Creuser trois puits", "Eau potable"), by) == 1
    assert await events(scene, amend("Creuser trois puits", None), by) == 1
    assert await events(scene, amend("Creuser trois puits", None), by) == 0
    edit = comment.Edit(scene.consultation, scene.ids["reply"], Sealed("fr", "Très bien"), "for")
    assert await events(scene, edit, scene.citizens[1]) == 0


async def test_the_same_report(scene: Scene) -> None:
    by = scene.administrator
    await scene.run(consultation.Close(scene.consultation), by)
    report = {"fr": Sealed("fr", "Deux cents personnes."), "ar": Sealed("ar", "مئتا شخص.")}
    assert await events(scene, consultation.PublishReport(scene.consultation, report), by) == 1
    assert await events(scene, consultation.PublishReport(scene.consultation, report), by) == 0
    assert await events(scene, consultation.PublishReport(scene.consultation, {"fr": report["fr"]}), by) == 1


async def test_who_may_not_learns_nothing(scene: Scene) -> None:
    await scene.run(
        proposal.GiveAnswer(scene.consultation, scene.ids["wells"], "accepted", REASONS), scene.administrator
    )
    with pytest.raises(Exception, match="not"):
        await scene.run(
            proposal.GiveAnswer(scene.consultation, scene.ids["wells"], "accepted", REASONS), scene.citizens[0]
        )
