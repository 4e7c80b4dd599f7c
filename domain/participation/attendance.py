"""Who came to a meeting: counted by category and gender, nobody named."""

from typing import Literal

import msgspec

from domain.refusal import Refusal

MOST_PRESENT = 1_000_000

Category = Literal["elected", "civil_society", "citizen", "administration", "private_sector", "expert", "other"]
Gender = Literal["female", "male", "undisclosed"]


class Attendance(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The number of attendees of one category and gender."""

    category: Category
    gender: Gender
    count: int


class BadAttendance(Refusal):
    """Each category and gender is counted once, by a number from 1 to {most}."""

    code = "meeting.bad-attendance"


def counted(attendance: list[Attendance]) -> list[Attendance]:
    """An attendance as the log may keep it. Raises BadAttendance."""
    groups = {(one.category, one.gender) for one in attendance}
    if len(groups) != len(attendance) or not all(0 < one.count <= MOST_PRESENT for one in attendance):
        raise BadAttendance(most=MOST_PRESENT)
    return attendance
