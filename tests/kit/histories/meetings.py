"""Meetings, and a consultation about a plan, in the histories that read models are tested with: recommendations become proposals,
those that are accepted stand in projects and activities."""

from datetime import timedelta
from typing import Any

from hypothesis import strategies as st

from domain.documents import Document
from domain.kernel import Actor, Command
from domain.participation import comment, consultation, meeting, placing, proposal
from domain.participation.attendance import Attendance
from domain.participation.proposal_events import Recommended
from tests.kit.histories.activities import ACTIVITIES, PLAN, PROJECTS
from tests.kit.scenario import AMINA, BADR, COMMUNITY, DAY, FOCAL_POINT, MODERATOR, NOON, office, thing, words

Step = tuple[Command, Actor, Actor | None]

TALK, COMMITTEE = thing("talk about the plan"), office("committee")
IDEAS = [thing(f"idea {number}") for number in range(4)]
MEETINGS, ADVICE = [thing("workshop"), thing("forum")], [thing(f"advice {number}") for number in range(3)]
REMARKS = [thing(f"remark {number}") for number in range(3)]
TITLE, HALL = {"ar": "ورشة", "fr": "Atelier"}, {"fr": "Salle des fêtes"}
MINUTES = [Document(digit * 64, TITLE, "application/pdf", 9_000) for digit in "ef"]
STARTS, SECOND = NOON - DAY, timedelta(seconds=1)

OPENING: list[Step] = [
    (
        consultation.Open(COMMUNITY, TALK, TITLE, {}, NOON, NOON + DAY, plan=PLAN, number=1),
        FOCAL_POINT,
        None,
    ),
    (meeting.Schedule(COMMUNITY, MEETINGS[0], "workshop", TITLE, STARTS, NOON, HALL, None, PLAN), FOCAL_POINT, None),
    (meeting.Hold(MEETINGS[0]), FOCAL_POINT, None),
    (meeting.Recommend(MEETINGS[0], ADVICE[0], TITLE), FOCAL_POINT, None),
    *((proposal.Submit(TALK, idea, words("Une idée")), AMINA, None) for idea in IDEAS[:3]),
    (proposal.GiveAnswer(TALK, IDEAS[0], "accepted", words("Oui")), FOCAL_POINT, None),
    (placing.Incorporate(TALK, IDEAS[0], PLAN, PROJECTS[0], ACTIVITIES[0]), COMMITTEE, None),
]


def gathering() -> st.SearchStrategy[Step]:
    """What may be recorded of meetings, and of proposals on their way into the plan."""
    which, idea, other = st.sampled_from(MEETINGS), st.sampled_from(IDEAS), st.sampled_from(IDEAS)
    talk, text = st.just(TALK), st.sampled_from([words("Une idée"), words("فكرة", "ar")])
    title, advice = st.sampled_from([TITLE, {"fr": "Forum"}]), st.sampled_from(ADVICE)
    place, remote = st.sampled_from([None, HALL]), st.sampled_from([None, "https://meet.example/room"])
    window = st.sampled_from([(STARTS, NOON), (STARTS, NOON - SECOND), (NOON, NOON + SECOND)])
    counted = st.sampled_from(
        [[Attendance("citizen", "female", 30)], [Attendance("citizen", "female", 31), Attendance("expert", "male", 2)]]
    )

    def by(actor: Actor, command: type[Command], *given: Any) -> st.SearchStrategy[Step]:
        return st.tuples(st.builds(command, *given), st.just(actor), st.none())

    def placed(command: type[Command]) -> st.SearchStrategy[Step]:
        where = st.sampled_from([(PROJECTS[0], None), (PROJECTS[1], None), *zip(PROJECTS, ACTIVITIES, strict=False)])
        made = st.tuples(idea, where).map(lambda it: command(TALK, it[0], PLAN, *it[1]))  # type: ignore[call-arg]
        return st.tuples(made, st.just(COMMITTEE), st.none())

    moved = st.tuples(which, window, place, remote).map(lambda it: meeting.Move(it[0], *it[1], it[2], it[3]))
    recommended = st.builds(Recommended, which, advice)
    meeting_s = st.one_of(
        st.tuples(moved, st.just(FOCAL_POINT), st.none()),
        by(
            FOCAL_POINT, meeting.Schedule, st.just(COMMUNITY), which, st.sampled_from(["forum", "training"]), title,
            st.just(STARTS), st.just(NOON), place, remote, st.sampled_from([None, PLAN]),
        ),
        by(FOCAL_POINT, meeting.Cancel, which, title),
        by(FOCAL_POINT, meeting.Hold, which),
        by(FOCAL_POINT, meeting.RecordAttendance, which, counted),
        by(FOCAL_POINT, meeting.Recommend, which, advice, title),
        by(FOCAL_POINT, meeting.PublishMinutes, which, st.sampled_from(MINUTES), title),
    )  # fmt: skip
    proposal_s = st.one_of(
        by(
            FOCAL_POINT, proposal.Submit, talk, idea, text, st.none(), st.just("recommendation"), st.none(), st.none(),
            recommended,
        ),
        by(AMINA, proposal.Withdraw, talk, idea),
        by(MODERATOR, proposal.Merge, talk, idea, other, text),
        by(MODERATOR, proposal.Moderate, talk, idea, st.just("hidden"), text),
        by(MODERATOR, proposal.Restore, talk, idea, text),
        by(BADR, comment.Post, talk, idea, st.sampled_from(REMARKS), text),
        by(FOCAL_POINT, proposal.GiveAnswer, talk, idea, st.sampled_from(["accepted", "refused"]), text),
        by(FOCAL_POINT, proposal.GiveAnswer, talk, idea, st.just("partly_accepted"), text),
        placed(placing.Incorporate),
        placed(placing.MoveTo),
    )  # fmt: skip
    return st.one_of(meeting_s, proposal_s, proposal_s)
