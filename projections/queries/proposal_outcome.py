"""The way of a proposal, whatever its origin: submitted, discussed, answered, taken up in a plan, done or not.

It is read from the log itself, up to a position: the proposal's own stream, that of the proposal it was merged into, and those of
the activities that it became part of, for as long as it was part of them.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import msgspec

from domain.kernel import Entry, Event
from domain.participation.placing import Place, ProposalIncorporated, ProposalMoved
from domain.participation.proposal_events import (
    ProposalAmended,
    ProposalAnswered,
    ProposalMerged,
    ProposalModerated,
    ProposalRestored,
    ProposalSubmitted,
    ProposalWithdrawn,
)
from domain.participation.proposal_state import Proposal, evolve
from domain.plans.activity_events import (
    ActivityCarriedOver,
    ActivityCompletionAssessed,
    ActivityPlanned,
    ActivityProgressReported,
    ActivityRemoved,
    ActivityRescheduled,
    ActivityStatusChanged,
)
from domain.registry import decode
from domain.text import Sealed, Words
from projections.toolkit.facts import instant_of
from projections.toolkit.sql import Fetch, queries_of

QUERIES = queries_of(__file__)

Kind = Literal[
    "submitted",
    "amended",
    "discussed",
    "hidden",
    "restored",
    "withdrawn",
    "answered",
    "merged",
    "taken_up",
    "moved",
    "status_changed",
    "progress_reported",
    "rescheduled",
    "carried_over",
    "assessed",
    "removed",
]
Outcome = Literal["waiting", "withdrawn", "hidden", "refused", "accepted", "taken_up", "under_way", "done", "given_up"]
"""The outcome of a proposal. `taken_up`: it is in a plan, and no activity has started; `done`: its activities are completed,
as the responsible body declares; `given_up`: they were cancelled."""

OF_PROPOSALS: Mapping[type[Event], Kind] = {
    ProposalSubmitted: "submitted",
    ProposalAmended: "amended",
    ProposalModerated: "hidden",
    ProposalRestored: "restored",
    ProposalWithdrawn: "withdrawn",
    ProposalAnswered: "answered",
    ProposalMerged: "merged",
    ProposalIncorporated: "taken_up",
    ProposalMoved: "moved",
}
OF_ACTIVITIES: Mapping[type[Event], Kind] = {
    ActivityStatusChanged: "status_changed",
    ActivityProgressReported: "progress_reported",
    ActivityRescheduled: "rescheduled",
    ActivityCarriedOver: "carried_over",
    ActivityCompletionAssessed: "assessed",
    ActivityRemoved: "removed",
}


class Step(msgspec.Struct, frozen=True):
    """One step of a proposal's way; `proposal` is the one that it is of: another than the one asked for, once that was merged.

    `entry` is None where many made it (`discussed`: so many comments and ballots by now, of which the first came then).
    `place` is where in a plan it came to stand, `activity` the one there, or the one that something happened to; `status` and
    `progress`: how that stood after the step.
    """

    kind: Kind
    proposal: UUID
    position: int
    at: datetime
    entry: Entry[Any] | None = None
    place: Place | None = None
    activity: UUID | None = None
    status: str | None = None
    progress: int | None = None
    comments: int = 0
    ballots: int = 0

    @property
    def plan(self) -> UUID | None:
        return self.place.plan if self.place else None

    @property
    def project(self) -> UUID | None:
        return self.place.project if self.place else None

    @property
    def reasons(self) -> Sealed | Words | None:
        """Why: somebody's words, kept under the id of the entry's event and `field`; or an official text."""
        found: Sealed | Words | None = getattr(self.entry.data, self.field, None) if self.entry and self.field else None
        return found

    @property
    def field(self) -> str | None:
        """The field of the event that says why, if one does."""
        names = self.entry.data.__struct_fields__ if self.entry else ()
        return next((name for name in ("reasons", "reason", "note") if name in names), None)


class Way(msgspec.Struct, frozen=True):
    steps: list[Step]
    outcome: Outcome


Rank = tuple[Any, ...]
"""The place of an entry among those of other streams: its position; by the facts, its time, then its position."""


class Noted(msgspec.Struct, frozen=True):
    """An entry of the log, with its position, its log time and its rank."""

    position: int
    at: datetime
    entry: Entry[Any]
    rank: Rank


class Stay(msgspec.Struct, frozen=True):
    """A proposal's place in a plan, from one rank to just before another (None: to the end)."""

    proposal: UUID
    place: Place
    since: Rank
    until: Rank | None = None

    def has(self, rank: Rank) -> bool:
        return self.since < rank and (self.until is None or rank < self.until)


async def ways(fetch: Fetch, proposals: Sequence[UUID], position: int) -> dict[UUID, Way]:
    """The way of each of some proposals as of a position, its steps in the order of the log; what came of one that was merged
    is what came of the other."""
    chains: dict[UUID, list[UUID]] = defaultdict(list)
    for asked, proposal in await fetch(QUERIES["chains"], {"proposals": list(proposals), "position": position}):
        chains[asked].append(proposal)
    all_of_them = list({proposal for chain in chains.values() for proposal in chain})
    entries = await entries_of(fetch, all_of_them, position)
    stays = {proposal: stays_of(proposal, entries[proposal]) for proposal in all_of_them}
    reached = await activities_of(fetch, [stay.place for some in stays.values() for stay in some], position)
    done = await entries_of(fetch, {activity for some in reached.values() for activity in some}, position)
    discussed = await discussions_of(fetch, all_of_them, position)
    steps = {
        proposal: [
            *discussed.get(proposal, ()),
            *steps_of(proposal, entries[proposal], stays[proposal], done),
            *(step for stay in stays[proposal] for step in carried_out(stay, reached, done)),
        ]
        for proposal in all_of_them
    }
    return {
        asked: Way(
            sorted((step for proposal in chain for step in steps[proposal]), key=lambda step: step.position),
            outcome_of(entries[chain[-1]], stays[chain[-1]], reached, done),
        )
        for asked, chain in chains.items()
    }


async def entries_of(fetch: Fetch, streams: Iterable[UUID], position: int) -> dict[UUID, list[Noted]]:
    found: dict[UUID, list[Noted]] = {stream: [] for stream in streams}
    if found:
        for at, when, line in await fetch(QUERIES["entries"], {"streams": list(found), "position": position}):
            entry = decode(bytes(line))
            rank = (at,) if instant_of(fetch) is None else (entry.fact_time, at)
            found[entry.stream].append(Noted(at, when, entry, rank))
    return found


def stays_of(proposal: UUID, entries: Iterable[Noted]) -> list[Stay]:
    """The places of a proposal, in order."""
    stays: list[Stay] = []
    for noted in entries:
        match noted.entry.data:
            case ProposalIncorporated(plan, project, activity) | ProposalMoved(plan, _, project, _, activity):
                if stays:
                    stays[-1] = msgspec.structs.replace(stays[-1], until=noted.rank)
                stays.append(Stay(proposal, Place(plan, project, activity), noted.rank))
    return stays


async def activities_of(fetch: Fetch, places: Iterable[Place], position: int) -> dict[UUID, set[UUID]]:
    """The activities of places: by the activity that a place names or, where it names none, by the project; with those as
    which they were carried over."""
    named = {place.activity for place in places if place.activity is not None}
    projects = {place.project for place in places if place.activity is None}
    reached: dict[UUID, set[UUID]] = defaultdict(set)
    if named or projects:
        parameters = {"activities": list(named), "projects": list(projects), "position": position}
        for asked, activity in await fetch(QUERIES["activities"], parameters):
            reached[asked].add(activity)
    return reached


async def discussions_of(fetch: Fetch, proposals: Sequence[UUID], position: int) -> dict[UUID, list[Step]]:
    found = await fetch(QUERIES["discussions"], {"proposals": list(proposals), "position": position})
    return {
        proposal: [Step("discussed", proposal, first, at, comments=comments, ballots=ballots)]
        for proposal, comments, ballots, first, at in found
    }


def steps_of(
    proposal: UUID, entries: Iterable[Noted], stays: Sequence[Stay], done: Mapping[UUID, Sequence[Noted]]
) -> Iterable[Step]:
    """The steps of the proposal itself, and of its moves within a plan, with the activity's state at that time."""
    places = {stay.since: stay.place for stay in stays}
    for noted in entries:
        kind = OF_PROPOSALS.get(type(noted.entry.data))
        if kind is None or getattr(noted.entry.data, "verdict", "hidden") != "hidden":
            continue
        place = places.get(noted.rank)
        activity = place.activity if place else None
        status, progress = standing(done[activity], noted.rank) if activity else (None, None)
        yield Step(kind, proposal, noted.position, noted.at, noted.entry, place, activity, status, progress)


def carried_out(
    stay: Stay, reached: Mapping[UUID, Iterable[UUID]], done: Mapping[UUID, Sequence[Noted]]
) -> Iterable[Step]:
    """The events of a place's activities while the proposal was there."""
    for activity in reached.get(stay.place.activity or stay.place.project, ()):
        for noted in done[activity]:
            kind = OF_ACTIVITIES.get(type(noted.entry.data))
            if kind is not None and stay.has(noted.rank):
                status, progress = standing(done[activity], noted.rank)
                yield Step(
                    kind,
                    stay.proposal,
                    noted.position,
                    noted.at,
                    noted.entry,
                    activity=activity,
                    status=status,
                    progress=progress,
                )


def standing(entries: Iterable[Noted], rank: Rank | None = None) -> tuple[str | None, int | None]:
    """The declared status of an activity at a rank, or at the end, and its progress in percent."""
    status: str | None = None
    progress: int | None = None
    for noted in entries:
        if rank is not None and noted.rank > rank:
            continue
        match noted.entry.data:
            case ActivityPlanned():
                status, progress = "planned", 0
            case ActivityStatusChanged() as said:
                status, progress = said.status, said.progress
            case ActivityProgressReported() as said:
                progress = said.progress
    return status, progress


def outcome_of(
    entries: Sequence[Noted],
    stays: Sequence[Stay],
    reached: Mapping[UUID, Iterable[UUID]],
    done: Mapping[UUID, Sequence[Noted]],
) -> Outcome:
    """The outcome of a proposal, computed from its own entries and those of the activities at its present place."""
    proposal = Proposal()
    for noted in entries:
        proposal = evolve(proposal, noted.entry)
    if stays:
        place = stays[-1].place
        return carried_so_far([done[activity] for activity in reached.get(place.activity or place.project, ())])
    if proposal.withdrawn:
        return "withdrawn"
    if proposal.moderation == "hidden":
        return "hidden"
    return "waiting" if proposal.answer is None else "accepted" if proposal.accepted else "refused"


def carried_so_far(activities: Iterable[Sequence[Noted]]) -> Outcome:
    """The outcome of the activities of a proposal: an activity that was carried over counts by its continuation."""
    declared: list[str | None] = []
    for entries in activities:
        kinds = {type(noted.entry.data) for noted in entries}
        if ActivityRemoved in kinds:
            declared.append("cancelled")
        elif ActivityCarriedOver not in kinds:
            declared.append(standing(entries)[0])
    left = [status for status in declared if status != "cancelled"]
    if not left:
        return "given_up" if declared else "taken_up"
    if all(status == "completed" for status in left):
        return "done"
    return "taken_up" if all(status == "planned" for status in left) else "under_way"
