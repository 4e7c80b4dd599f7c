"""What the acts of the play share: who holds which office, what things are called, and how the plan is meant to stand."""

from tests.e2e.stage import Person, Said, Stage, both

REGION, NEIGHBOUR, NETWORK = "demo.region", "demo.neighbour", "demo.network"
COMMUNITY = f"/communities/{REGION}"
ROLES = ("administrator", "focal_point", "president", "secretary", "committee", "assessor", "moderator", "advisory")

PLAN = """query ($id: ID!, $at: Moment!) { plan(id: $id, asOf: $at) {
    stage { key } closed attested drafts
    versions(first: 20) { nodes { number sha256 standing } }
    adoption { version { number sha256 } resolution { id stage votesFor votesAgainst abstentions byPresident } }
    adoptions { version { number } }
    axes(first: 5) { nodes { title projects(first: 5) { nodes { title activities(first: 10) { nodes {
        title status progress promised overdue spent { amount currency } evidence(first: 1) { totalCount }
        completion { key } carriedTo { id } } } } } } }
    proposals(first: 20) { nodes { id } }
    approvals(first: 5) { nodes { decision } } opinions(first: 5) { nodes { verdict followed } }
    consultations(first: 1) { totalCount } meetings(first: 1) { totalCount }
    evaluation { openness { key } } following(first: 1) { totalCount }
} }"""


class Story:
    """`meant` is the truth about the plan, kept by hand as the play goes on: nothing of it is taken from an answer."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.operator = stage.operator()
        self.offices: dict[str, Person] = {role: stage.person() for role in ROLES}
        self.network_staff, self.neighbour = stage.person(), stage.person()
        self.amina, self.badr, self.spokesperson = (stage.person() for _ in range(3))
        self.bodies: dict[str, str] = {}
        self.members: list[str] = []
        self.things: dict[str, str] = {}
        self.plan = ""
        self.meant: Said = {
            "stage": None,
            "versions": [],
            "adopted": None,
            "activities": {},
            "proposals": set(),
            "evaluated": None,
            "closed": False,
        }

    def __getattr__(self, role: str) -> Person:
        """Whoever holds an office of the region."""
        try:
            return self.offices[role]
        except KeyError:
            raise AttributeError(role) from None

    def enters(self, stage: str, at: str | None = None) -> None:
        """The plan enters a stage, and how it stands then is kept."""
        self.focal_point.does("POST", f"{self.plan}/stage", {"stage": stage}, at=at)
        self.meant["stage"] = stage
        self.keep(stage)

    def is_kept_from(self, stage: str, requirement: str) -> None:
        """The plan does not enter a stage yet, and the answer names what is missing."""
        asked = {"stage": stage}
        problem = self.focal_point.is_refused("plan.stage-not-ready", "POST", f"{self.plan}/stage", asked)
        assert (problem["stage"], problem["requirement"]) == (stage, requirement)

    def keep(self, scene: str) -> None:
        self.stage.keep(scene, PLAN, self.meant, id=self.plan.rpartition("/")[2])

    def version(self, number: int) -> Said:
        """A published version as a decision names it: its hash as the plan's own address gives it."""
        answer = self.stage.http.get(f"{self.plan}/versions/{number}")
        assert answer.status_code == 200, answer.text
        sha256 = answer.headers["etag"].strip('"')
        return {"kind": "plan_version", "plan": self.plan.rpartition("/")[2], "number": number, "sha256": sha256}

    def publishes(self) -> int:
        """The plan as it stands becomes its next version."""
        self.focal_point.does("POST", f"{self.plan}/versions")
        number = len(self.meant["versions"]) + 1
        self.meant["versions"].append(number)
        self.stage.reads("query ($at: Position!) { position(atLeast: $at) }", at=self.stage.position)
        return number

    def declares(self, activity: str, status: str, progress: int, why: dict[str, str], at: str) -> None:
        said = {"status": status, "progress": progress, "reason": why}
        self.focal_point.edits("PUT", f"{self.things[activity]}/status", said, at=at)
        self.meant["activities"][activity] = status


def as_read(plan: Said) -> Said:
    """What an answer says of what is meant."""
    activities = [
        activity
        for axis in plan["axes"]["nodes"]
        for project in axis["projects"]["nodes"]
        for activity in project["activities"]["nodes"]
    ]
    return {
        "stage": plan["stage"] and plan["stage"]["key"],
        "versions": sorted(one["number"] for one in plan["versions"]["nodes"]),
        "adopted": plan["adoption"] and plan["adoption"]["version"]["number"],
        "activities": {one["title"]: one["status"].lower() for one in activities},
        "proposals": {one["id"] for one in plan["proposals"]["nodes"]},
        "evaluated": plan["evaluation"] and plan["evaluation"]["openness"]["key"],
        "closed": plan["closed"],
    }


NAMES = {
    "region": both("جهة المسرح (عرض)", "Région du Théâtre (démonstration)"),
    "neighbour": both("الجهة المجاورة (عرض)", "Région voisine (démonstration)"),
    "network": both("شبكة الجماعات المنفتحة (عرض)", "Réseau des collectivités ouvertes (démonstration)"),
}
