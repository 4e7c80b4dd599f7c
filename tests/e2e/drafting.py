"""Acts 3 and 4: the plan is opened, talked about in a meeting and online, drawn up, published, and talked about again."""

from datetime import UTC, date, datetime, timedelta

from tests.e2e.stage import Person, both, last, on
from tests.e2e.story import COMMUNITY, NEIGHBOUR, NETWORK, Story

TITLE = both("برنامج عمل الجهة المنفتحة", "Programme d'action de la région ouverte")
OPENING = {"kind": "openness", "title": TITLE, "starts": "2023-11-01", "ends": "2025-10-31", "network": NETWORK}
ENDS = date.today() + timedelta(days=400)
"""When activities are to end: nothing is overdue while the play goes on."""

PORTAL, AGENTS = "Ouvrir le portail des services", "Former les agents d'accueil"
BUDGET, YOUTH = "Publier le budget citoyen", "Élire les conseils de jeunes"
ACTIVITIES = {
    PORTAL: ("desk", "فتح بوابة الخدمات"),
    AGENTS: ("desk", "تكوين أعوان الاستقبال"),
    BUDGET: ("budget", "نشر ميزانية المواطن"),
    YOUTH: ("youth", "انتخاب مجالس الشباب"),
}
ORIGINS = {
    "advisory_body": "AVIS-2022-4",
    "meeting": "Atelier de janvier",
    "petition": "PET-12",
    "registry_desk": "BO-2022-118",
}
"""Proposals that came in otherwise than online, by their origin, and under which reference."""


def about(ar: str, fr: str) -> dict[str, object]:
    return {"title": both(ar, fr), "description": {}}


def the_plan_is_opened(story: Story) -> None:
    plans = f"{COMMUNITY}/plans"
    story.neighbour.is_refused("not-allowed", "POST", plans, OPENING, status=403)
    story.plan = story.focal_point.does("POST", plans, OPENING, at=on(2022, 4, 4))
    story.keep("opened")


def its_axes_are_chosen(story: Story) -> None:
    stage = f"{story.plan}/stage"
    story.neighbour.is_refused("not-allowed", "POST", stage, {"stage": "preparation"}, status=403)
    story.focal_point.is_refused("plan.not-the-next-stage", "POST", stage, {"stage": "adoption"})
    story.enters("preparation", at=on(2022, 5, 3))
    story.is_kept_from("co_creation", "axes")
    plan, things, focal_point = story.plan, story.things, story.focal_point
    things["services"] = focal_point.does("POST", f"{plan}/axes", about("إدارة منفتحة", "Une administration ouverte"))
    things["voice"] = focal_point.does("POST", f"{plan}/axes", about("مشاركة الشباب", "La voix des jeunes"))
    queue = about("طول الانتظار", "Des files d'attente trop longues")
    things["queues"] = focal_point.does("POST", f"{things['services']}/challenges", queue)
    story.enters("co_creation", at=on(2022, 5, 25))


def a_workshop_recommends(story: Story) -> None:
    """January 2023: who came is counted, what was recommended may become a proposal."""
    title = both("ورشة الإعداد المشترك", "Atelier de co-construction")
    focal_point = story.focal_point
    meeting = focal_point.does(
        "POST",
        f"{COMMUNITY}/meetings",
        {
            "kind": "workshop",
            "title": title,
            "starts": on(2023, 1, 14, 9),
            "ends": on(2023, 1, 14, 13),
            "place": both("مقر الجهة", "Siège de la région"),
            "plan": last(story.plan),
        },
    )
    advice = {"text": both("نشر ميزانية مبسطة", "Publier un budget simplifié")}
    focal_point.is_refused("meeting.not-held", "POST", f"{meeting}/recommendations", advice)
    focal_point.does("POST", f"{meeting}/holding")
    came = [("civil_society", "female", 31), ("elected", "male", 12), ("citizen", "undisclosed", 17)]
    counted = [{"category": category, "gender": gender, "count": count} for category, gender, count in came]
    focal_point.does("PUT", f"{meeting}/attendance", {"attendance": counted})
    story.things["recommendation"] = focal_point.does("POST", f"{meeting}/recommendations", advice)
    minutes = {"document": focal_point.sends(b"%PDF-1.7 workshop", title), "summary": title}
    focal_point.edits("PUT", f"{meeting}/minutes", minutes)
    story.things["workshop"] = meeting


def consults(story: Story, **more: object) -> str:
    """The address of a consultation about the plan that is open from now on."""
    now = datetime.now(UTC)
    new = {
        "title": both("تشاور حول البرنامج", "Consultation sur le programme"),
        "opens": now.isoformat(),
        "closes": (now + timedelta(days=1)).isoformat(),
        "plan": last(story.plan),
        **more,
    }
    theirs = f"/communities/{NEIGHBOUR}/consultations"
    story.neighbour.is_refused("plan.unknown", "POST", theirs, new, status=404)
    return story.focal_point.does("POST", f"{COMMUNITY}/consultations", new)


def proposes(by: Person, consultation: str, text: str, **more: object) -> str:
    said = {"title": text, "body": f"{text}, s'il vous plaît.", "language": "fr", **more}
    return by.does("POST", f"{consultation}/proposals", said)


def inhabitants_propose(story: Story) -> None:
    """Proposals of every origin: two come in online and are voted on, the others are entered by the focal point."""
    talk = story.things["first talk"] = consults(story)
    queues = last(story.things["queues"])
    one = story.things["portal"] = proposes(story.amina, talk, "Un portail des services", challenge=queues)
    association = {"name": both("جمعية الحي", "Association du quartier"), "kind": "association"}
    registered = story.focal_point.does("POST", f"{COMMUNITY}/organisations", association)
    named = {"login": story.spokesperson.login, "name": "أمينة", "language": "ar"}
    story.focal_point.edits("PUT", f"{registered}/representative", named)
    speaks = {"organisation": last(registered)}
    two = story.things["website"] = proposes(story.spokesperson, talk, "Un site plus simple", on_behalf_of=speaks)
    for voter, proposal, choice in (
        (story.badr, one, "agree"),
        (story.spokesperson, one, "pass"),
        (story.badr, two, "agree"),
    ):
        voter.does("POST", f"{proposal}/ballot", {"choice": choice})
    story.spokesperson.does("PUT", f"{one}/ballot", {"choice": "agree"})
    story.badr.is_refused("ballot.already-cast", "POST", f"{one}/ballot", {"choice": "disagree"})
    received = {"body": "x", "language": "fr", "origin": "petition", "on_behalf_of": {"name": "PET-12"}}
    story.amina.is_refused("not-allowed", "POST", f"{talk}/proposals", received, status=403)
    for origin, reference in ORIGINS.items():
        entered = {"origin": origin, "reference": reference, "on_behalf_of": {"name": reference}}
        story.things[origin] = proposes(story.focal_point, talk, f"Venu par {reference}", **entered)
    made = {"meeting": last(story.things["workshop"]), "recommendation": last(story.things["recommendation"])}
    entered = {"origin": "recommendation", "recommendation": made, "on_behalf_of": {"name": "l'atelier"}}
    story.things["recommended"] = proposes(story.focal_point, talk, "Un budget simplifié", **entered)


def answers(story: Story, proposal: str, answer: str) -> None:
    said = {"answer": answer, "reasons": "Voici pourquoi.", "language": "fr"}
    story.focal_point.edits("PUT", f"{story.things[proposal]}/answer", said)


def concludes(story: Story, consultation: str) -> None:
    """A consultation is closed before its time, and its report published."""
    report = {"report": both("شارك ثلاثة أشخاص", "Trois personnes ont pris part")}
    story.focal_point.is_refused("consultation.not-yet-closed", "PUT", f"{consultation}/report", report, if_match="*")
    story.focal_point.does("POST", f"{consultation}/closing")
    late = {"body": "Trop tard", "language": "fr"}
    story.amina.is_refused("consultation.not-open", "POST", f"{consultation}/proposals", late)
    story.focal_point.edits("PUT", f"{consultation}/report", report)


def the_region_answers(story: Story) -> None:
    """All but one are answered when the report is out; one is one too many for the stage after the next."""
    words = {"into": last(story.things["portal"]), "reason": "La même demande", "language": "fr"}
    story.moderator.does("POST", f"{story.things['website']}/merging", words)
    for proposal, answer in (
        ("portal", "accepted"),
        ("meeting", "refused"),
        ("petition", "refused"),
        ("recommended", "accepted"),
        ("advisory_body", "partly_accepted"),
    ):
        answers(story, proposal, answer)
    story.is_kept_from("drafting", "consultation_reported")
    concludes(story, story.things["first talk"])
    story.enters("drafting")


def the_committee_drafts(story: Story) -> None:
    committee = story.committee
    story.is_kept_from("public_consultation", "projects")
    queues = [last(story.things["queues"])]
    for key, axis, ar, fr, challenges in (
        ("desk", "services", "شباك رقمي", "Un guichet numérique", queues),
        ("budget", "services", "ميزانية مقروءة", "Un budget lisible", []),
        ("youth", "voice", "مجالس الشباب", "Des conseils de jeunes", []),
    ):
        project = {**about(ar, fr), "principles": ["transparency"], "challenges": challenges}
        story.neighbour.is_refused("not-allowed", "POST", f"{story.things[axis]}/projects", project, status=403)
        story.things[key] = committee.does("POST", f"{story.things[axis]}/projects", project)
    for title, (part_of, ar) in ACTIVITIES.items():
        plans(story, title, ar, part_of)
    story.is_kept_from("public_consultation", "draft_published")
    assert story.publishes() == 1
    story.is_kept_from("public_consultation", "proposals_answered")
    answers(story, "registry_desk", "accepted")
    story.enters("public_consultation")


def plans(story: Story, title: str, ar: str, project: str) -> None:
    """An activity of the draft."""
    responsible, wells = both("مديرية الجهة", "Services de la région"), both("مستفيدون", "Bénéficiaires")
    indicator = {"key": "served", "name": wells, "unit": wells, "baseline": "0", "target": "500"}
    story.things[title] = story.committee.does(
        "POST",
        f"{story.plan}/activities",
        {
            **about(ar, title),
            "project": last(story.things[project]),
            "responsible": responsible,
            "body": last(story.bodies["follow_up_committee"]),
            "starts": "2023-11-01",
            "ends": str(ENDS),
            "budget": {"amount": 1_200_000_00, "currency": "MAD"},
            "indicators": [indicator],
        },
    )
    story.meant["activities"][title] = "planned"


def takes_up(story: Story, proposal: str, project: str, activity: str | None = None) -> None:
    place = {"plan": last(story.plan), "project": last(story.things[project])}
    if activity is not None:
        place["activity"] = last(story.things[activity])
    story.committee.does("POST", f"{story.things[proposal]}/place", place)
    story.meant["proposals"].add(last(story.things[proposal]))


def the_draft_is_talked_about(story: Story) -> None:
    """The second consultation, on version 1: for the citizens on the roll. What it changes makes version 2."""
    talk = consults(story, number=1, participants="citizens")
    said = {"body": "Un avis", "language": "fr"}
    story.spokesperson.is_refused("not-allowed", "POST", f"{talk}/proposals", said, status=403)
    story.things["councils"] = proposes(story.badr, talk, "Des conseils dans chaque province")
    gone = proposes(story.amina, talk, "Une idée reprise")
    story.amina.does("DELETE", gone)
    rude = proposes(story.amina, talk, "Des mots de trop")
    story.moderator.does("PUT", f"{rude}/moderation", {"reason": "Injurieux", "language": "fr"})
    story.is_kept_from("validation", "draft_consulted")
    concludes(story, talk)
    story.is_kept_from("validation", "proposals_answered")
    answers(story, "councils", "partly_accepted")
    story.enters("validation")
    place = {"plan": last(story.plan), "project": last(story.things["desk"])}
    path = f"{story.things['meeting']}/place"
    story.committee.is_refused("proposal.not-accepted", "POST", path, place)
    for proposal, project, activity in (
        ("portal", "desk", PORTAL),
        ("advisory_body", "desk", AGENTS),
        ("recommended", "budget", BUDGET),
        ("registry_desk", "youth", None),
    ):
        takes_up(story, proposal, project, activity)
    moved = {"plan": last(story.plan), "project": last(story.things["youth"]), "activity": last(story.things[YOUTH])}
    story.committee.edits("PUT", f"{story.things['registry_desk']}/place", moved)
    why = {"reason": both("سبب", "Une raison")}
    for kept, code in ((story.things["youth"], "plan.holds-proposals"), (story.things[YOUTH], "activity.still-linked")):
        story.committee.is_refused(code, "DELETE", kept, why)
    revised = {**about("مجالس الشباب", "Des conseils de jeunes dans chaque province"), "challenges": []}
    said_anew = {**revised, "axis": last(story.things["voice"]), "principles": ["transparency", "inclusion"]}
    story.committee.does("PUT", story.things["youth"], said_anew)
    assert story.publishes() == 2
    story.keep("version 2")
