"""Acts 6 and 7: two years of implementation with an amendment; assessments, evaluation, and the plan that comes after."""

from tests.e2e.chamber import Sitting
from tests.e2e.drafting import AGENTS, BUDGET, ENDS, OPENING, PORTAL, YOUTH, about, plans
from tests.e2e.stage import Said, both, last, on
from tests.e2e.story import COMMUNITY, Story

WHY = both("حسب تقرير المصلحة", "D'après le rapport du service")
TAMAZIGHT = "Traduire le portail en tamazight"
ASSESSOR = both("مكتب مستقل", "Bureau indépendant")
AMENDMENT = both("تعديل البرنامج", "Modification du programme")


def it_is_carried_out(story: Story) -> None:
    """Statuses are declared with a reason; what is reported is shown by files, measured, paid for."""
    focal_point, portal = story.focal_point, story.things[PORTAL]
    story.declares(PORTAL, "in_progress", 20, WHY, on(2024, 1, 15))
    story.declares(AGENTS, "delayed", 10, WHY, on(2024, 2, 1))
    story.declares(BUDGET, "in_progress", 60, WHY, on(2024, 2, 1))
    said = {"status": "completed", "progress": 100, "reason": WHY}
    for somebody in (story.neighbour, story.assessor, story.amina):
        somebody.is_refused("not-allowed", "PUT", f"{portal}/status", said, status=403, if_match="*")
    focal_point.is_refused("version-moved", "PUT", f"{portal}/status", said, status=412, if_match='"1"')
    half = {**said, "progress": 50}
    focal_point.is_refused("activity.bad-progress", "PUT", f"{portal}/status", half, status=422, if_match="*")
    focal_point.does("POST", f"{portal}/progress", {"progress": 55, "note": WHY}, at=on(2024, 3, 1))
    focal_point.does("PUT", f"{portal}/indicators/served/measurements/2024-03-31", {"value": "120"})
    attach(story, PORTAL, b"%PDF-1.7 the portal is open")
    spent: Said = {"spent": {"amount": 400_000_00, "currency": "MAD"}, "on": "2024-03-31"}
    focal_point.does("POST", f"{portal}/spending", spent, at=on(2024, 4, 2))
    other = {**spent, "spent": {"amount": 1, "currency": "EUR"}}
    focal_point.is_refused("activity.other-currency", "POST", f"{portal}/spending", other)
    more = {"budget": {"amount": 1_500_000_00, "currency": "MAD"}, "source": WHY}
    focal_point.edits("PUT", f"{portal}/budget", more, at=on(2024, 4, 3))
    later = {"starts": "2024-01-01", "ends": str(ENDS), "reason": WHY}
    focal_point.edits("PUT", f"{story.things[AGENTS]}/dates", later, at=on(2024, 4, 4))
    story.keep("under way")


def attach(story: Story, activity: str, content: bytes) -> str:
    """The hash of a file that shows what was done."""
    document = story.focal_point.sends(content, WHY)
    story.focal_point.does("POST", f"{story.things[activity]}/evidence", {"document": document, "note": WHY})
    sha256 = str(document["sha256"])
    story.stage.reads("query ($at: Position!) { position(atLeast: $at) }", at=story.stage.position)
    assert story.stage.http.get(f"/api/v1/files/{sha256}").content == content
    return sha256


def the_council_amends_it(story: Story) -> None:
    """July 2024: another activity is part of the plan only once the council has adopted the version that has it."""
    plans(story, TAMAZIGHT, "ترجمة البوابة إلى الأمازيغية", "desk")
    said = {"status": "in_progress", "progress": 5, "reason": WHY}
    path = f"{story.things[TAMAZIGHT]}/status"
    story.focal_point.is_refused("activity.not-adopted", "PUT", path, said, if_match="*")
    assert story.publishes() == 3
    story.keep("before the amendment")
    title = both("دورة يوليوز 2024", "Session de juillet 2024")
    sitting = Sitting(story, on(2024, 7, 1), title, {"plan": AMENDMENT})
    sitting.is_convened(at=on(2024, 6, 17))
    sitting.opens(7)
    rejected, adopted = (sitting.tables("plan", AMENDMENT, story.version(3)) for _ in range(2))
    story.secretary.does("POST", f"{rejected}/vote", {}, at=sitting.at)
    sitting.votes(rejected, "-+++---")
    sitting.is_confirmed()
    story.secretary.does("POST", f"{rejected}/vote/closing", {}, at=sitting.at)
    story.keep("after a rejection")
    story.secretary.does("POST", f"{adopted}/vote", {}, at=sitting.at)
    sitting.votes(adopted, "+++---0")
    sitting.decides(adopted)
    story.meant["adopted"] = 3
    sitting.closes()
    story.things["amending"] = adopted
    story.keep("amended")
    story.declares(TAMAZIGHT, "cancelled", 0, WHY, on(2024, 9, 1))


def it_ends(story: Story) -> None:
    story.declares(PORTAL, "completed", 100, WHY, on(2025, 6, 30))
    story.declares(BUDGET, "completed", 100, WHY, on(2025, 7, 31))
    story.declares(YOUTH, "suspended", 30, WHY, on(2025, 8, 31))
    late = {"progress": 90, "note": WHY}
    story.focal_point.is_refused("activity.ended", "POST", f"{story.things[PORTAL]}/progress", late)
    story.keep("ended")


def it_is_assessed(story: Story) -> None:
    """Each activity by a named assessor on named files; then the plan as a whole."""
    shown = {PORTAL: attach(story, PORTAL, b"%PDF-1.7 figures"), AGENTS: attach(story, AGENTS, b"%PDF-1.7 training")}
    shown |= {BUDGET: attach(story, BUDGET, b"%PDF-1.7 budget"), YOUTH: attach(story, YOUTH, b"%PDF-1.7 elections")}
    words = {PORTAL: "complete", AGENTS: "limited", BUDGET: "complete", YOUTH: "substantial", TAMAZIGHT: "no-evidence"}
    evaluation = {
        "assessor": ASSESSOR,
        "summary": both("أنجز نصف الأنشطة", "La moitié des activités est achevée"),
        "documents": [],
        "openness": "major",
        "ambition": "modest",
    }
    path = f"{story.plan}/evaluation"
    story.assessor.is_refused("plan.not-to-be-evaluated", "POST", path, evaluation)
    for activity, word in words.items():
        story.is_kept_from("evaluation", "activities_assessed")
        completion = f"{story.things[activity]}/completion"
        said = {"completion": word, "assessor": ASSESSOR, "reasons": WHY, "evidence": []}
        if activity in shown:
            story.assessor.is_refused("activity.evidence-needed", "PUT", completion, said, if_match="*", status=422)
        named = {**said, "evidence": [shown[activity]] if activity in shown else []}
        story.neighbour.is_refused("not-allowed", "PUT", completion, named, status=403, if_match="*")
        story.assessor.edits("PUT", completion, named, at=on(2025, 10, 20))
    story.enters("evaluation", at=on(2025, 11, 3))
    story.is_kept_from("closure", "evaluated")
    story.focal_point.is_refused("plan.reason-needed", "POST", f"{story.plan}/closure", {}, status=422)
    story.assessor.does("POST", path, evaluation, at=on(2025, 12, 8))
    story.meant["evaluated"] = "major"
    story.enters("closure", at=on(2025, 12, 15))


def the_next_one_takes_over(story: Story) -> None:
    """What is not finished goes on in the plan after this one, linked to what it was."""
    following = {**OPENING, "starts": "2026-02-01", "ends": "2028-01-31", "previous": last(story.plan)}
    plan = story.focal_point.does("POST", f"{COMMUNITY}/plans", following)
    axis = story.focal_point.does("POST", f"{plan}/axes", about("استكمال", "Ce qui reste à faire"))
    project = story.committee.does("POST", f"{axis}/projects", about("شباك رقمي", "Un guichet numérique"))
    carried = {
        **about("نشاط", "Un reste"),
        "project": last(project),
        "responsible": ASSESSOR,
        "starts": "2026-02-01",
        "ends": str(ENDS),
    }
    into = f"{plan}/activities"
    finished = {**carried, "carried_from": last(story.things[PORTAL])}
    story.committee.is_refused("activity.not-to-be-carried-over", "POST", into, finished)
    for activity in (AGENTS, YOUTH):
        more = {**carried, "carried_from": last(story.things[activity])}
        story.committee.does("POST", into, more)
        story.committee.is_refused("activity.not-to-be-carried-over", "POST", into, more)
    said = {"status": "completed", "progress": 100, "reason": WHY}
    path = f"{story.things[AGENTS]}/status"
    story.focal_point.is_refused("activity.carried-over", "PUT", path, said, if_match="*")
    story.keep("carried over")
    story.focal_point.does("POST", f"{story.plan}/closure", {})
    story.meant["closed"] = True
    story.keep("closed")
    story.focal_point.is_refused("plan.closed", "PUT", path, said, if_match="*")
    story.things["next plan"] = plan
