"""Acts 1 and 2: the register knows the region, its council is seated, and resolves to join the network on a second call."""

from tests.e2e.chamber import Sitting
from tests.e2e.stage import both, last, on
from tests.e2e.story import COMMUNITY, NAMES, NEIGHBOUR, NETWORK, REGION, ROLES, Story

SEATS, WOMEN = 11, 4
TERM = {"since": "2021-10-01"}
BODIES = {
    "council": both("مجلس الجهة", "Conseil de la région"),
    "follow_up_committee": both("لجنة التتبع", "Comité de suivi"),
    "advisory_youth": both("هيئة الشباب", "Instance de la jeunesse"),
    "advisory_equality": both("هيئة المساواة", "Instance de l'égalité"),
}
ARABIC = "عدد الحاضرين لا يكفي لافتتاح الدورة: 5 من أصل 11 من الأعضاء المزاولين، واللازم 6."
MEMBERS = (
    "query ($id: ID!, $at: Moment!) { body(id: $id, asOf: $at) { members(first: 50) { nodes { member capacity } } } }"
)


def the_register_is_founded(story: Story) -> None:
    """The platform's administrator registers communities and appoints who governs them; these appoint all others."""
    for code, kind, name in (
        (REGION, "region", "region"),
        (NEIGHBOUR, "region", "neighbour"),
        (NETWORK, "network", "network"),
    ):
        new = {"code": code, "kind": kind, "name": NAMES[name], "jurisdiction": "MA"}
        story.administrator.is_refused("not-allowed", "POST", "/communities", new, status=403)
        story.operator.does("POST", "/communities", new)
    governing = {"login": story.administrator.login, "role": "administrator"}
    story.operator.does("POST", f"{COMMUNITY}/offices", governing)
    for role in ROLES[1:]:
        appointed = {"login": story.offices[role].login, "role": role}
        story.neighbour.is_refused("not-allowed", "POST", f"{COMMUNITY}/offices", appointed, status=403)
        story.administrator.does("POST", f"{COMMUNITY}/offices", appointed)
    for role in ("administrator", "focal_point", "secretary", "committee", "advisory"):
        appointed = {"login": story.neighbour.login, "role": role}
        story.operator.does("POST", f"/communities/{NEIGHBOUR}/offices", appointed)
    story.operator.does(
        "POST", f"/communities/{NETWORK}/offices", {"login": story.network_staff.login, "role": "network"}
    )
    for citizen in (story.amina, story.badr):
        story.administrator.does("POST", f"{COMMUNITY}/offices", {"login": citizen.login, "role": "citizen"})


def the_council_is_seated(story: Story) -> None:
    for kind, name in BODIES.items():
        new = {"kind": kind, "name": name, "seats": SEATS if kind == "council" else 5}
        story.bodies[kind] = story.administrator.does("POST", f"{COMMUNITY}/bodies", new)
    for number in range(SEATS):
        member = {
            "name": f"عضو رقم {number + 1}",
            "language": "ar",
            "gender": "female" if number < WOMEN else "male",
            "capacity": "member" if number else "president",
            "category": "elected",
            **({"login": story.president.login} if number == 0 else {}),
            **TERM,
        }
        story.administrator.does("POST", f"{story.bodies['council']}/members", member)
    seat = {"name": "صوت الشباب", "language": "ar", "gender": "female", "capacity": "president", **TERM}
    speaks = {**seat, "category": "civil_society", "login": story.advisory.login}
    for body in ("advisory_youth", "advisory_equality"):
        story.administrator.does("POST", f"{story.bodies[body]}/members", speaks)
    more = {**seat, "category": "elected", "capacity": "member"}
    story.administrator.is_refused("body.no-seat-left", "POST", f"{story.bodies['council']}/members", more)
    found = story.stage.reads(MEMBERS, id=last(story.bodies["council"]), at=str(story.stage.position))
    seats = sorted(found["body"]["members"]["nodes"], key=lambda seat: seat["capacity"] != "PRESIDENT")
    story.members = [seat["member"] for seat in seats]
    assert len(set(story.members)) == SEATS


def the_council_resolves_to_join(story: Story) -> None:
    """March 2022: five of eleven come, which is no quorum; three days later six do, and that is one."""
    subject = both("الانضمام إلى الشبكة", "Adhésion au réseau")
    sitting = Sitting(story, on(2022, 3, 7), both("دورة مارس 2022", "Session de mars 2022"), {"network": subject})
    sitting.is_convened(at=on(2022, 2, 21))
    joining = {"kind": "joining", "network": network_id(story)}
    resolution = sitting.tables("network", subject, joining)
    story.secretary.is_refused("session.not-open", "POST", f"{resolution}/vote", {}, at=sitting.at)
    asked = sitting.those_present(5)
    refused = story.secretary.is_refused("session.no-quorum", "POST", f"{sitting.path}/opening", asked, at=sitting.at)
    assert (refused["present"], refused["in_office"], refused["needed"]) == (5, 11, 6)
    arabic = story.secretary.is_refused(
        "session.no-quorum", "POST", f"{sitting.path}/opening", asked, at=sitting.at, Accept_Language="ar"
    )
    assert arabic["detail"] == ARABIC
    sitting.adjourns(5)
    story.secretary.is_refused("session.not-open", "POST", f"{resolution}/vote", {}, at=sitting.at)
    late = {"starts": on(2022, 3, 14)}
    story.secretary.is_refused("session.outside-the-days", "POST", f"{sitting.path}/recall", late, at=sitting.at)
    sitting.is_called_again(on(2022, 3, 10))
    sitting.opens(6)
    story.secretary.does("POST", f"{resolution}/vote", {}, at=sitting.at)
    absent = f"{resolution}/votes/{story.members[6]}"
    story.secretary.is_refused("resolution.not-present", "PUT", absent, {"choice": "for"}, at=sitting.at)
    sitting.votes(resolution, "++++-0")
    sitting.decides(resolution)
    sitting.closes()
    story.things["joining"] = resolution


def the_network_takes_it_in(story: Story) -> None:
    asked = {"network": NETWORK, "resolution": last(story.things["joining"])}
    story.neighbour.is_refused("not-allowed", "POST", f"{COMMUNITY}/memberships", asked, status=403)
    theirs = f"/communities/{NEIGHBOUR}/memberships"
    story.neighbour.is_refused("membership.not-resolved", "POST", theirs, asked)
    membership = story.focal_point.does("POST", f"{COMMUNITY}/memberships", asked, at=on(2022, 3, 21))
    accepted = f"{membership}/acceptance"
    story.focal_point.is_refused("not-allowed", "POST", accepted, {}, status=403)
    story.is_kept_from("preparation", "membership")
    story.network_staff.does("POST", accepted, {}, at=on(2022, 4, 15))


def network_id(story: Story) -> str:
    asked = "query ($code: String!, $at: Moment!) { community(code: $code, asOf: $at) { id } }"
    found = story.stage.reads(asked, code=NETWORK, at=str(story.stage.position))
    return str(found["community"]["id"])
