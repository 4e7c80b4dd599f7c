"""The second draft before the committee, the advisory bodies and the council, that adopts it in its session of October."""

from datetime import UTC, date, datetime, timedelta

from domain.decisions.approval import GrantApproval, RequestApproval
from domain.decisions.convening import Convene
from domain.decisions.opinion import AnswerOpinion, DeliverOpinion, RequestOpinion
from domain.decisions.resolution import Table
from domain.decisions.session import CloseSession, PublishMinutes
from domain.decisions.session_events import AgendaItem
from domain.decisions.subjects import PlanVersion
from domain.plans.plan import PublishDraft, plans
from domain.text import Words
from ops.demo.region import chamber
from ops.demo.region.drafting import stage
from ops.demo.region.region import Region

QUESTION = {"ar": "ما رأيكم في مشروع البرنامج؟", "fr": "Quel est votre avis sur le projet de programme ?"}


async def play(region: Region) -> None:
    await region.act("version/2", PublishDraft(region.plan), "focal_point", date(2023, 7, 5))
    await stage(region, "validation", date(2023, 7, 10))
    version = await version_of(region, 2)
    await validated(region, version, "2", date(2023, 7, 20))
    for asked in region.script.opinions:
        id, name = region.thing("opinion", asked.body), f"opinion/{asked.body}"
        request = RequestOpinion(region.id, id, region.thing("body", asked.body), version, QUESTION)
        await region.act(name, request, "focal_point", date(2023, 7, 21))
        delivered = DeliverOpinion(id, asked.verdict, asked.text)
        await region.act(f"{name}/delivered", delivered, f"advisory-{asked.body}", asked.delivered)
    for asked in region.script.opinions:
        answer = AnswerOpinion(region.thing("opinion", asked.body), asked.answer, asked.followed)
        await region.act(f"opinion/{asked.body}/answered", answer, "focal_point", date(2023, 9, 15))
    await stage(region, "adoption", date(2023, 9, 20))
    subject = {
        "ar": "المصادقة على برنامج عمل الجهة المنفتحة",
        "fr": "Adoption du programme d'action de la région ouverte",
    }
    await sat(region, "2023-10", datetime(2023, 10, 2, 10, tzinfo=UTC), subject, version, present=19, against=1)
    await stage(region, "implementation", date(2023, 10, 10))


async def version_of(region: Region, number: int) -> PlanVersion:
    """A version of the plan that was published."""
    version = (await region.state(plans, region.plan)).version(number)
    return PlanVersion(region.plan, version.number, version.sha256)


async def validated(region: Region, version: PlanVersion, name: str, on: date) -> None:
    id = region.thing("approval", name)
    request = RequestApproval(region.id, id, version, "committee")
    await region.act(f"approval/{name}", request, "focal_point", on - timedelta(days=7))
    reasons = {"ar": "تستجيب المسودة لما ورد في التشاور.", "fr": "Le projet répond à ce qui a été dit en consultation."}
    await region.act(f"approval/{name}/granted", GrantApproval(id, reasons), "committee", on)


async def sat(
    region: Region, key: str, starts: datetime, subject: Words, version: PlanVersion, *, present: int, against: int
) -> None:
    """A session with one resolution on its agenda, on a version of the plan; two members abstain."""
    year, month = key.split("-")
    title = {"ar": f"الدورة العادية {month}/{year}", "fr": f"Session ordinaire {month}/{year}"}
    session, council = region.thing("session", key), region.thing("body", "council")
    agenda = [AgendaItem("plan", subject)]
    called = starts - timedelta(days=12)
    documents = [await region.document(subject)]
    convened = Convene(region.id, session, council, "ordinary", title, starts, agenda, documents)
    await region.act(f"session/{key}", convened, "secretary", called)
    await chamber.opened(region, key, session, starts, present=present)
    tabled = Table(session, region.thing("resolution", key), "plan", subject, chamber.text(subject), version)
    await chamber.adopted(region, key, tabled, starts, against=against, abstaining=2, present=present)
    await region.act(f"session/{key}/closed", CloseSession(session), "secretary", starts + timedelta(hours=3))
    minutes = PublishMinutes(session, await region.document(title), title)
    await region.act(f"session/{key}/minutes", minutes, "secretary", starts + timedelta(days=12))
