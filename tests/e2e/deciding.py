"""Act 5: the committee approves the draft, advisory bodies say what they think of it, and the council adopts it in October."""

from tests.e2e.chamber import Sitting
from tests.e2e.drafting import PORTAL, takes_up
from tests.e2e.stage import Said, both, last, on
from tests.e2e.story import COMMUNITY, Story

REASONS = {"reasons": both("المسودة في مستوى التشاور", "Le projet répond à la consultation")}
QUESTION = both("ما رأيكم في المشروع؟", "Que pensez-vous du projet ?")
DELIVERED = {"verdict": "reserved", "text": both("مع ميزانية للشباب", "Avec un budget pour les jeunes")}
ANSWER = {"answer": both("سيكون كذلك", "Il y en aura un"), "followed": "partly"}
ADOPTION = both("المصادقة على البرنامج", "Adoption du programme")


def the_committee_validates(story: Story) -> None:
    """Only the office that was asked may answer, and only there where it is held."""
    story.is_kept_from("adoption", "committee_validated")
    asked = {"subject": story.version(2), "role": "committee"}
    unpublished = {**asked, "subject": {**story.version(2), "number": 3}}
    story.focal_point.is_refused("plan.version-unknown", "POST", f"{COMMUNITY}/approvals", unpublished, status=404)
    approval = story.focal_point.does("POST", f"{COMMUNITY}/approvals", asked)
    for somebody in (story.neighbour, story.president, story.focal_point):
        somebody.is_refused("not-allowed", "POST", f"{approval}/grant", REASONS, status=403)
    story.committee.does("POST", f"{approval}/grant", REASONS)
    story.is_kept_from("adoption", "opinions_answered")


def the_advisory_bodies_say_what_they_think(story: Story) -> None:
    opinions = []
    for kind in ("advisory_youth", "advisory_equality"):
        asked = {"body": last(story.bodies[kind]), "subject": story.version(2), "question": QUESTION}
        opinions.append(story.focal_point.does("POST", f"{COMMUNITY}/opinions", asked))
    appointed = {"login": story.badr.login, "role": "advisory"}
    story.administrator.does("POST", f"{COMMUNITY}/offices", appointed)
    for opinion in opinions:
        story.neighbour.is_refused("not-allowed", "POST", f"{opinion}/delivery", DELIVERED, status=403)
        story.badr.is_refused("opinion.not-yours", "POST", f"{opinion}/delivery", DELIVERED, status=403)
        story.focal_point.is_refused("opinion.not-delivered", "POST", f"{opinion}/answer", ANSWER)
    for opinion, answered_by in zip(opinions, (story.focal_point, story.president), strict=True):
        paper = story.advisory.sends(opinion.encode(), QUESTION)
        story.advisory.does("POST", f"{opinion}/delivery", {**DELIVERED, "document": paper})
        story.is_kept_from("adoption", "opinions_answered")
        answered_by.does("POST", f"{opinion}/answer", ANSWER)
    story.is_kept_from("adoption", "proposals_taken_up")
    takes_up(story, "councils", "youth")


def october(story: Story) -> Sitting:
    title = both("دورة أكتوبر 2023", "Session d'octobre 2023")
    sitting = Sitting(story, on(2023, 10, 2), title, {"plan": ADOPTION})
    sitting.is_convened(at=on(2023, 9, 20))
    return sitting


def the_council_adopts(story: Story) -> None:
    """October 2023: what is before the council is one exact version, of a plan that stands where it is to be adopted."""
    sitting, two = october(story), story.version(2)
    drafts = f"{sitting.path}/resolutions"

    def is_not_tabled(code: str, subject: Said, status: int = 409) -> None:
        draft = sitting.draft("plan", ADOPTION, subject)
        story.secretary.is_refused(code, "POST", drafts, draft, at=sitting.at, status=status)

    is_not_tabled("resolution.plan-not-up-for-adoption", two)
    story.enters("adoption")
    story.focal_point.is_refused("plan.before-the-council", "POST", f"{story.plan}/versions")
    is_not_tabled("plan.version-unknown", {**two, "sha256": "00" * 32}, status=404)
    is_not_tabled("plan.version-unknown", {**two, "number": 3}, status=404)
    begun = {"status": "in_progress", "progress": 5, "reason": both("بدأ", "Commencé")}
    story.focal_point.is_refused("activity.not-adopted", "PUT", f"{story.things[PORTAL]}/status", begun, if_match="*")
    story.is_kept_from("implementation", "adopted")
    resolution = sitting.tables("plan", ADOPTION, two)
    again = sitting.tables("plan", ADOPTION, two)
    story.secretary.is_refused("session.not-open", "POST", f"{resolution}/vote", {}, at=sitting.at)
    story.neighbour.is_refused(
        "not-allowed", "POST", f"{sitting.path}/opening", sitting.those_present(8), at=sitting.at, status=403
    )
    sitting.opens(8)
    story.secretary.does("POST", f"{resolution}/vote", {}, at=sitting.at)
    vote = {"choice": "against"}
    absent = f"{resolution}/votes/{story.members[9]}"
    story.secretary.is_refused("resolution.not-present", "PUT", absent, vote, at=sitting.at)
    seat = f"{resolution}/votes/{story.members[0]}"
    story.neighbour.is_refused("not-allowed", "PUT", seat, vote, at=sitting.at, status=403)
    sitting.votes(resolution, "+++---00")
    story.secretary.does("PUT", f"{resolution}/votes/{story.members[5]}", {"choice": "abstain"}, at=sitting.at)
    story.keep("during the vote")
    sitting.decides(resolution)
    story.meant["adopted"] = 2
    story.secretary.is_refused("resolution.older-than-adopted", "POST", f"{again}/vote", {}, at=sitting.at)
    is_not_tabled("resolution.older-than-adopted", two)
    is_not_tabled("resolution.older-than-adopted", story.version(1))
    sitting.closes()
    story.things["adopting"] = resolution
    story.enters("implementation", at=on(2023, 11, 1))
