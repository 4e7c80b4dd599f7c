"""The audit trail: who did what, under which authority, by which command, and from what to what."""

from typing import Any

import pytest

from api.graphql.engine import limits
from domain.communities import community, organisation
from domain.participation import comment, consultation, proposal
from domain.participation.ballot import ballots_scope
from domain.text import Sealed

pytestmark = pytest.mark.anyio

TRAIL = """query ($id: ID!, $events: [String!], $first: Int, $after: String, $last: Int, $order: AuditOrder!) {
  audit(subject: $id, events: $events, first: $first, after: $after, last: $last, order: $order) {
    totalCount
    pageInfo { hasNextPage hasPreviousPage endCursor }
    nodes { position at event eventType version thing about root community commandId causationId correlationId
      occurredAt recordedAt entry
      actor { kind id role community name } onBehalfOf { kind }
      changes { field before { text sealed hidden erased } after { text sealed hidden erased language } } } } }"""


async def trail(client: Any, id: Any, order: str = "OLDEST", **part: Any) -> dict[str, Any]:
    data = await client.ask(TRAIL, {"id": str(id), "order": order, **part})
    found: dict[str, Any] = data["audit"]
    return found


def said(entry: dict[str, Any]) -> dict[str, tuple[str | None, str | None]]:
    """What an entry changed: by field, the texts before and after."""
    return {
        change["field"]: (
            change["before"] and change["before"]["text"],
            change["after"] and change["after"]["text"],
        )
        for change in entry["changes"]
    }


async def test_a_proposal_from_what_to_what(client: Any, scene: Any) -> None:
    await scene.submit("trees", "Des arbres", title="Ombre")
    id = scene.ids["trees"]
    amending = proposal.Amend(scene.consultation, id, Sealed("ar", "أشجار"), Sealed("ar", "ظل"))
    await scene.run(amending, scene.citizens[0])
    for answer, reasons in (("refused", "Trop cher"), ("accepted", "Finalement")):
        giving = proposal.GiveAnswer(scene.consultation, id, answer, Sealed("fr", reasons))
        await scene.run(giving, scene.administrator)
    scene.catch_up()
    submitted, amended, refused, accepted = (await trail(client, id))["nodes"]
    assert submitted["event"] == "participation.ProposalSubmitted"
    assert said(submitted)["title"] == (None, "Ombre")
    assert said(submitted)["body"] == (None, "Des arbres")
    assert said(submitted)["origin"] == (None, "online")
    assert amended["eventType"] == "participation.ProposalAmended.v1"
    assert said(amended) == {"title": ("Ombre", "ظل"), "body": ("Des arbres", "أشجار")}
    assert amended["changes"][0]["after"]["language"] == "ar"
    assert amended["changes"][0]["after"]["sealed"]
    assert amended["actor"] == {
        "kind": "person",
        "id": str(scene.pseudonym(scene.consultation, scene.citizens[0])),
        "role": None,
        "community": None,
        "name": None,
    }
    assert said(refused) == {"answer": (None, "refused"), "reasons": (None, "Trop cher")}
    assert said(accepted) == {"answer": ("refused", "accepted"), "reasons": ("Trop cher", "Finalement")}
    assert accepted["actor"]["role"] == "ADMINISTRATOR"
    assert (accepted["version"], accepted["thing"], accepted["root"]) == (4, str(id), str(scene.consultation))
    assert accepted["correlationId"] == accepted["commandId"]
    assert "Finalement" not in accepted["entry"]


async def test_ballots_by_whom_and_on_what(client: Any, scene: Any) -> None:
    await scene.submit("trees", "Des arbres")
    await scene.vote("trees", "agree", 1)
    await scene.change("trees", "disagree", 1)
    scene.catch_up()
    voter = scene.pseudonym(ballots_scope(scene.consultation), scene.citizens[1])
    cast, changed = (await trail(client, voter))["nodes"]
    assert said(cast) == {"choice": (None, "agree")}
    assert said(changed) == {"choice": ("agree", "disagree")}
    assert changed["about"] == str(scene.ids["trees"])
    assert (await trail(client, scene.ids["trees"]))["totalCount"] == 3
    only = await trail(client, scene.consultation, events=["participation.BallotChanged"])
    assert [entry["event"] for entry in only["nodes"]] == ["participation.BallotChanged"]
    assert only["totalCount"] == 1


async def test_what_is_asked_for_is_counted_within_a_bound(
    client: Any, scene: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The count ignored the filter. Of a long trail the newest entries are looked at."""
    await scene.submit("trees", "Des arbres")
    for voter in range(3):
        await scene.vote("trees", "agree", voter)
    scene.catch_up()
    query = """query ($id: ID!, $events: [String!], $first: Int) {
        audit(subject: $id, events: $events, first: $first) { totalCount nodes { event } } }"""

    async def counted(*names: str, first: int = 1) -> int:
        events = [f"participation.{name}" for name in names] or None
        asked = {"id": str(scene.consultation), "events": events, "first": first}
        return int((await client.ask(query, asked))["audit"]["totalCount"])

    whole = await counted()
    assert whole > 4
    assert await counted("BallotCast") == 3
    assert await counted("BallotCast", "ProposalSubmitted") == 4
    assert await counted("CommentPosted") == 0
    monkeypatch.setattr(limits, "COUNTED", 2)
    assert await counted("BallotCast", first=2) == 2
    assert await counted(first=2) == whole


async def test_where_the_ballots_of_a_merged_proposal_are_is_said(client: Any, scene: Any) -> None:
    await scene.submit("trees", "Des arbres")
    await scene.submit("shade", "De l'ombre")
    await scene.vote("trees", "agree", 1)
    await scene.vote("trees", "disagree", 2)
    merging = proposal.Merge(scene.consultation, scene.ids["trees"], scene.ids["shade"], Sealed("fr", "La même"))
    await scene.run(merging, scene.moderator)
    scene.catch_up()
    query = "query ($id: ID!) { proposal(id: $id) { mergedBallots mergedInto { mergedBallots tally { ballots } } } }"
    found = (await client.ask(query, {"id": str(scene.ids["trees"])}))["proposal"]
    assert found == {"mergedBallots": 2, "mergedInto": {"mergedBallots": None, "tally": {"ballots": 0}}}


async def test_moderated_words_are_hidden_from_the_trail_too(client: Any, scene: Any) -> None:
    await scene.submit("rude", "Des mots blessants")
    await scene.say("reply", "rude", "Encore pire")
    await scene.hide("rude", "Insulte")
    hiding = comment.Moderate(scene.consultation, scene.ids["reply"], Sealed("fr", "Insulte aussi"))
    await scene.run(hiding, scene.moderator)
    scene.catch_up()
    entries = {entry["event"]: entry for entry in (await trail(client, scene.consultation))["nodes"]}
    for event in ("participation.ProposalSubmitted", "participation.CommentPosted"):
        (body,) = (change for change in entries[event]["changes"] if change["field"] == "body")
        assert body["after"] == {"text": None, "sealed": True, "hidden": True, "erased": False, "language": "fr"}
    hidden = said(entries["participation.ProposalModerated"])
    assert hidden == {"moderation": ("unmoderated", "hidden"), "reason": (None, "Insulte")}


async def test_official_things(client: Any, scene: Any) -> None:
    renaming = community.Rename(scene.community, {"ar": "وجدة", "fr": "Commune d'Oujda"})
    await scene.run(renaming, scene.administrator)
    id = await scene.organise()
    naming = organisation.NameRepresentative(scene.community, id, scene.consultation, Sealed("fr", "Samira"))
    await scene.run(naming, scene.administrator)
    await scene.run(consultation.Close(scene.consultation), scene.administrator)
    report = consultation.PublishReport(scene.consultation, {"fr": Sealed("fr", "Bilan"), "ar": Sealed("ar", "حصيلة")})
    await scene.run(report, scene.administrator)
    again = consultation.PublishReport(scene.consultation, {"fr": Sealed("fr", "Bilan corrigé")})
    await scene.run(again, scene.administrator)
    scene.catch_up()
    entries = (await trail(client, scene.community))["nodes"]
    by_event = {entry["event"]: said(entry) for entry in entries}
    assert by_event["communities.CommunityRenamed"] == {"name.ar": ("جماعة وجدة", "وجدة")}
    assert by_event["communities.OfficeGranted"] == {"role": (None, "moderator")}
    assert by_event["communities.OrganisationRepresentativeNamed"] == {
        "representative": (None, str(scene.consultation)),
        "name": (None, "Samira"),
    }
    assert by_event["participation.ConsultationClosed"]["closed"] == ("false", "true")
    assert by_event["participation.ConsultationReportPublished"] == {
        "report.ar": ("حصيلة", None),
        "report.fr": ("Bilan", "Bilan corrigé"),
    }
    assert entries[0]["actor"] == {"kind": "system", "name": "operator", "id": None, "role": None, "community": None}
    data = await client.ask(
        """query ($id: ID!) {
            community(code: "01.001") { id code timeZone version names { language text }
                officeHolders { totalCount } moderators: officeHolders(role: MODERATOR) { nodes { roles holder } }
                organisations { nodes { kind name representativeName dissolved audit { totalCount } } } }
            consultation(id: $id) { closed report(language: "fr") reports { language text }
                description(language: "ar") descriptions { language } }
        }""",
        {"id": str(scene.consultation)},
    )
    assert data["community"]["names"] == [
        {"language": "ar", "text": "وجدة"},
        {"language": "fr", "text": "Commune d'Oujda"},
    ]
    assert data["community"]["officeHolders"]["totalCount"] == 2
    (moderator,) = data["community"]["moderators"]["nodes"]
    assert moderator == {
        "roles": ["MODERATOR"],
        "holder": str(scene.pseudonym(scene.community, scene.moderator)),
    }
    (found,) = data["community"]["organisations"]["nodes"]
    assert (found["kind"], found["representativeName"], found["audit"]["totalCount"]) == ("ASSOCIATION", "Samira", 2)
    assert data["consultation"]["report"] == "Bilan corrigé"
    assert data["consultation"]["description"] == "كيف نصرف."


async def test_a_long_trail_by_pages(client: Any, scene: Any) -> None:
    await scene.submit("trees", "Des arbres")
    for voter in range(4):
        await scene.vote("trees", "agree", voter)
    scene.catch_up()
    whole = [entry["position"] for entry in (await trail(client, scene.consultation))["nodes"]]
    assert whole == sorted(whole)
    newest = [entry["position"] for entry in (await trail(client, scene.consultation, "NEWEST"))["nodes"]]
    assert newest == whole[::-1]
    for order, expected in (("OLDEST", whole), ("NEWEST", newest)):
        found: list[int] = []
        after = None
        while True:
            page = await trail(client, scene.consultation, order, first=4, after=after)
            found += [entry["position"] for entry in page["nodes"]]
            after = page["pageInfo"]["endCursor"]
            if not page["pageInfo"]["hasNextPage"]:
                break
        assert found == expected
        last = await trail(client, scene.consultation, order, last=2)
        assert [entry["position"] for entry in last["nodes"]] == expected[-2:]
        assert last["pageInfo"]["hasPreviousPage"]
