"""The region, its bodies and offices; its council resolves to join the network, after a first call without its quorum."""

from datetime import UTC, date, datetime

from domain.communities import office
from domain.communities.body import EstablishBody
from domain.communities.community import Register
from domain.communities.membership import AcceptMembership, ApplyForMembership
from domain.communities.seat import Capacity, Category, Gender, SeatMember
from domain.decisions.convening import Convene
from domain.decisions.resolution import Table
from domain.decisions.session import AdjournWithoutQuorum, CloseSession, Recall
from domain.decisions.session_events import AgendaItem
from domain.decisions.subjects import Joining
from domain.text import Sealed
from ops.demo.region import chamber
from ops.demo.region.region import PLACE, Region
from ops.demo.telling import OPERATOR

OFFICES: tuple[office.Role, ...] = (
    "administrator", "focal_point", "president", "secretary", "committee", "assessor",
)  # fmt: skip
IN_OFFICE = date(2021, 10, 1)
TERM_ENDS = date(2027, 9, 30)


async def play(region: Region) -> None:
    for place, name in ((region.script.network, "network"), (region.script.community, "region")):
        registered = Register(place.code, place.name, kind=place.kind, jurisdiction="MA")
        await region.do(f"{PLACE}{name}", registered, OPERATOR)
    await region.grant(region.network, f"{PLACE}network/", ["administrator", "network"], named=f"{PLACE}network-")
    await region.grant(region.id, PLACE, OFFICES, named=PLACE)
    await bodies(region)
    await joining(region)


async def bodies(region: Region) -> None:
    for body in region.script.bodies:
        seats = region.script.members if body.kind == "council" else 7
        until = TERM_ENDS if body.kind == "council" else None
        established = EstablishBody(region.id, region.thing("body", body.key), body.kind, body.name, seats, until)
        await region.act(f"body/{body.key}", established, "administrator", IN_OFFICE)
    for number in range(1, region.script.members + 1):
        capacity: Capacity = "president" if number == 1 else "vice_president" if number == 2 else "member"
        await seat(region, "council", chamber.member(number), number, number <= region.script.women, capacity)
    for opinion in region.script.opinions:
        speaker = f"advisory-{opinion.body}"
        await seat(region, opinion.body, speaker, 1, opinion.body != "economy", "president")
        granted = office.Grant(region.id, region.known_as(speaker), "advisory")
        await region.act(f"office/{speaker}", granted, "administrator", IN_OFFICE)


async def seat(region: Region, body: str, who: str, number: int, woman: bool, capacity: Capacity) -> None:
    name = Sealed("ar", f"{'عضوة' if woman else 'عضو'} رقم {number} (عرض)")
    category: Category = "elected" if body == "council" else "civil_society"
    gender: Gender = "female" if woman else "male"
    place = region.thing("body", body)
    seated = SeatMember(region.id, place, region.known_as(who), name, gender, capacity, category, IN_OFFICE)
    await region.act(f"seat/{body}/{number}", seated, "administrator", IN_OFFICE)


async def joining(region: Region) -> None:
    """The session of March 2022: eight of twenty-one come at first, three days later sixteen."""
    title = {"ar": "الدورة العادية لشهر مارس 2022", "fr": "Session ordinaire de mars 2022"}
    subject = {"ar": "الانضمام إلى شبكة الجماعات المنفتحة", "fr": "Adhésion au réseau des collectivités ouvertes"}
    session, starts = region.thing("session", "2022-03"), datetime(2022, 3, 7, 10, tzinfo=UTC)
    council, again = region.thing("body", "council"), datetime(2022, 3, 10, 10, tzinfo=UTC)
    agenda = [AgendaItem("network", subject)]
    convened = Convene(region.id, session, council, "ordinary", title, starts, agenda)
    await region.act("session/2022-03", convened, "secretary", date(2022, 2, 21))
    few = chamber.present(region, 8)
    await region.act("session/2022-03/adjourned", AdjournWithoutQuorum(session, few), "secretary", starts)
    await region.act("session/2022-03/recalled", Recall(session, again), "secretary", starts)
    await chamber.opened(region, "2022-03", session, again, present=16)
    joined = Joining(region.network)
    tabled = Table(session, region.thing("resolution", "network"), "network", subject, chamber.text(subject), joined)
    await chamber.adopted(region, "network", tabled, again, against=1, abstaining=2)
    await region.act("session/2022-03/closed", CloseSession(session), "secretary", again)
    applied = ApplyForMembership(region.id, region.network, tabled.resolution)
    await region.act("membership/applied", applied, "focal_point", date(2022, 3, 21))
    accepted = AcceptMembership(region.id, region.network)
    await region.act("membership/accepted", accepted, "network-network", date(2022, 4, 15))
