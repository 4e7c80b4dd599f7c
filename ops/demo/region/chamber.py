"""What happens in every session of the region's council: it is opened, resolutions are voted on, signed and published."""

from datetime import datetime, timedelta
from uuid import UUID

from domain.decisions.late_entry import ConfirmSession
from domain.decisions.resolution import CloseVote, PublishResolution, PutToVote, RecordVote, Sign, Table
from domain.decisions.session import OpenSession
from domain.rules.values import Side
from domain.text import Words
from ops.demo.region.region import Region

ENTERED = {
    "ar": "سُجلت هذه الدورة بعد يومها بسنوات، وهو ما لا تسمح به إلا قواعد هذا العرض، وأكدها الرئيس.",
    "fr": "Cette session a été saisie des années après son jour, ce que seules permettent les règles de la démonstration ; "
    "le président l'a confirmée.",
}


def text(subject: Words) -> Words:
    """What a resolution on a subject says: of this one, too, that its session was entered later."""
    return {language: f"{subject[language]}. {entered}" for language, entered in ENTERED.items()}


def member(number: int) -> str:
    """The name of a member of the council. The first of them is its president."""
    return "president" if number == 1 else f"member-{number}"


def present(region: Region, count: int) -> list[UUID]:
    return [region.known_as(member(number)) for number in range(1, count + 1)]


async def opened(region: Region, key: str, session: UUID, at: datetime, *, present: int) -> None:
    there = [region.known_as(member(number)) for number in range(1, present + 1)]
    command = OpenSession(session, there, region.known_as(member(1)))
    await region.act(f"session/{key}/opened", command, "secretary", at)


async def adopted(
    region: Region, key: str, tabled: Table, at: datetime, *, against: int, abstaining: int, present: int = 16
) -> None:
    """A resolution, voted on by those present: the last of them abstain, those before them are against. The president
    confirms the session, as it is entered years after its day."""
    session, resolution = tabled.session, tabled.resolution
    vote = at + timedelta(hours=1)
    await region.act(f"resolution/{key}", tabled, "secretary", at)
    await region.act(f"resolution/{key}/vote", PutToVote(session, resolution), "secretary", vote)
    for number in range(1, present + 1):
        choice: Side = "for"
        if number > present - abstaining:
            choice = "abstain"
        elif number > present - abstaining - against:
            choice = "against"
        cast = RecordVote(session, resolution, region.known_as(member(number)), choice)
        await region.act(f"resolution/{key}/vote/{number}", cast, "secretary", vote)
    await region.act(f"resolution/{key}/confirmed", ConfirmSession(session), "president", vote)
    await region.act(f"resolution/{key}/closed", CloseVote(session, resolution), "secretary", vote)
    await region.act(f"resolution/{key}/signed", Sign(session, resolution), "president", vote + timedelta(days=1))
    document = await region.document({language: f"{text} (2)" for language, text in tabled.title.items()})
    published = PublishResolution(session, resolution, document)
    await region.act(f"resolution/{key}/published", published, "secretary", vote + timedelta(days=8))
