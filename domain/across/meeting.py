"""Meetings, begun by a registered community, about one of its open plans or about none."""

from typing import get_args

from domain.across.begun import LOOKS, decide_of, looks_of
from domain.kernel import Decider
from domain.participation import meeting
from domain.participation.meeting import Schedule, meetings

decider = Decider(
    noun=meetings,
    decide=decide_of(Schedule, meeting.decide, lambda command, act: command.meeting, "meeting"),
    commands=get_args(meeting.Commands),
    stream=lambda command, act: command.meeting,
    root=meeting.meeting_of,
    community=meeting.community_of,
    looks=LOOKS,
    looks_at=looks_of(Schedule),
)
