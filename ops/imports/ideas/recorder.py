"""Records ideas: each challenge once, each idea as a proposal that answers its challenge. People's names are sealed, and never
shown."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

from domain.communities.community import communities
from domain.kernel import Command, System
from domain.participation.consultation import Imported, NotImported, NotOpen, Open, OutOfOrder, consultations
from domain.participation.importers import IDEAS_IMPORTER, Source
from domain.participation.proposal import Submit, proposals
from domain.participation.raised_challenge import RaiseChallenge
from domain.record import Request
from domain.refusal import Refusal
from domain.text import Sealed
from ops.imports.common.batches import OnProgress
from ops.imports.common.report import Counts, Finding, Notice, Problem, State, Thing
from ops.imports.common.sentences import Message, Sentence
from ops.imports.common.target import Target
from ops.imports.ideas.idea_list import DATE_UNUSED, Idea
from ops.imports.ideas.ids import Ids
from ops.imports.ideas.recorded import SOURCE, recorded_among
from ops.imports.plan.projects_import import day_of
from ops.imports.plan.reader import title_of
from ops.wiring import Services

BY = System(IDEAS_IMPORTER)
BATCH = 50
"""Ideas that are recorded at once."""

STOPS = (Imported, NotImported, NotOpen, OutOfOrder)
"""Refusals that concern every idea of a list."""

ALL_REFUSED = Sentence("ideas-refused", "the ideas were refused: {reason}")
REFUSED = Sentence("idea-refused", "the idea was refused: {reason}")
OTHER_TEXT = Sentence(
    "idea-recorded-otherwise",
    "the idea {number} is recorded already with another text, which is kept: give it another number",
)
AXIS_ALONE = Sentence("idea-axis-alone", "names no challenge: its axis “{axis}” is not recorded")
LATER = Sentence("day-in-future", "{day} is in the future")


class Recorder:
    """Records the ideas of one file, in one consultation. `written` are the commands that earlier attempts sent: after a lost
    connection, those that are recorded count as recorded now."""

    def __init__(self, register: Services, target: Target, ids: Ids, path: Path, written: set[UUID]) -> None:
        self._register, self._target, self._ids, self._path, self._written = register, target, ids, path, written
        self.counts, self.findings, self.things = Counts(), list[Finding](), list[Thing]()
        self._zone = ZoneInfo("UTC")

    async def record(self, community: UUID, ideas: Sequence[Idea], on_progress: OnProgress) -> None:
        """Records the ideas in batches; those of a batch that is refused one by one."""
        self._zone = ZoneInfo((await self._target.read([(communities, community)]))[community].state.time_zone)
        try:
            await self._open(community, ideas)
            for start in range(0, len(ideas), BATCH):
                on_progress(start, len(ideas))
                await self._send(await self._new(ideas[start : start + BATCH]))
        except STOPS as refusal:
            self.findings.append(Problem(str(self._path), None, ALL_REFUSED(reason=refusal)))
            counted = self.counts.recorded + self.counts.already_there + self.counts.skipped
            self.counts.skipped += sum(1 for idea in ideas if idea.proposal) - counted

    async def _open(self, community: UUID, ideas: Sequence[Idea]) -> None:
        """Opens the consultation, unless it is open: on the first day of its ideas, or else on the day of the file."""
        id = self._ids.consultation
        if (await self._target.read([(consultations, id)]))[id].state.opens is not None or not ideas:
            return
        opens = min((at for idea in ideas if (at := self._moment(idea.day))), default=self._moment(day_of(self._path)))
        title = title_of(self._path.stem)
        source = Source(SOURCE, self._path.name)
        command = Open(community, id, {ideas[0].tag(title): title}, {}, opens or datetime.now(UTC), None, source=source)
        await self._target.write([Request(command, BY, self._ids.opening(), occurred_at=opens)])

    async def _new(self, ideas: Sequence[Idea]) -> list[Idea]:
        """The ideas that are not recorded, with those that have only a challenge. Counts the others."""
        commands = await recorded_among(self._register, self._ids, ideas)
        with_proposal = [idea for idea in ideas if idea.proposal]
        states = await self._target.read([(proposals, self._ids.proposal(idea)) for idea in with_proposal])
        new = []
        for idea in ideas:
            command = self._ids.submission(idea)
            if not idea.proposal:
                new.append(idea)
            elif command in commands and command in self._written:
                self.counts.recorded += 1
            elif command in commands or (not idea.number and states[self._ids.proposal(idea)].version):
                self.counts.already_there += 1
                self.things.append(as_thing(self._path, idea, "already_there"))
            elif states[self._ids.proposal(idea)].version:
                self.counts.skipped += 1
                self._say(idea, Problem, OTHER_TEXT(number=idea.number))
            else:
                new.append(idea)
        return new

    async def _send(self, ideas: Sequence[Idea]) -> None:
        """Records new ideas at once; if one of them is refused, each alone."""
        requests = await self._requests(ideas)
        try:
            if requests:
                self._written.update(request.command_id for request in requests)
                await self._target.write(requests)
        except STOPS:
            raise
        except Refusal as refusal:
            if len(ideas) > 1:
                for idea in ideas:
                    await self._send([idea])
                return
            self.counts.skipped += bool(ideas[0].proposal)
            self._say(ideas[0], Problem, REFUSED(reason=refusal))
            return
        for idea in ideas:
            if not idea.proposal:
                continue
            self.counts.recorded += 1
            self.things.append(as_thing(self._path, idea, "new"))
            if idea.axis and not idea.challenge:
                self._say(idea, Notice, AXIS_ALONE(axis=idea.axis))
            if idea.day is not None and self._moment(idea.day) is None:
                self._say(idea, Notice, DATE_UNUSED(reason=LATER(day=str(idea.day))))

    async def _requests(self, ideas: Sequence[Idea]) -> list[Request]:
        """The commands that raise the challenges of new ideas which nobody has raised before, and submit the ideas."""
        id = self._ids.consultation
        raised = set((await self._target.read([(consultations, id)]))[id].state.challenges)
        requests: list[Request] = []
        for idea in ideas:
            challenge = self._ids.challenge(idea.challenge) if idea.challenge else None
            if challenge is not None and challenge not in raised:
                raised.add(challenge)
                command: Command = RaiseChallenge(
                    id, challenge, sealed(idea, idea.challenge), sealed_or_none(idea, idea.axis)
                )
                requests.append(Request(command, BY, self._ids.raising(challenge)))
            if idea.proposal:
                command = Submit(
                    id,
                    self._ids.proposal(idea),
                    sealed(idea, idea.proposal),
                    origin=idea.origin,
                    reference=idea.number or None,
                    challenge=challenge,
                    submitter=sealed_or_none(idea, idea.submitter),
                )
                requests.append(Request(command, BY, self._ids.submission(idea), occurred_at=self._moment(idea.day)))
        return requests

    def _moment(self, day: date | None) -> datetime | None:
        """The beginning of a day in the community; None if it has not come."""
        if day is None:
            return None
        moment = datetime(day.year, day.month, day.day, tzinfo=self._zone).astimezone(UTC)
        return moment if moment <= datetime.now(UTC) else None

    def _say(self, idea: Idea, kind: type[Finding], message: Message) -> None:
        self.findings.append(kind(str(self._path), idea.line, message, idea.sheet))


def sealed(idea: Idea, text: str) -> Sealed:
    """A text of an idea with its language."""
    return Sealed(idea.tag(text), text)


def sealed_or_none(idea: Idea, text: str) -> Sealed | None:
    return sealed(idea, text) if text else None


def as_thing(path: Path, idea: Idea, state: State) -> Thing:
    """An idea as it would stand in the record. The name of its author is not shown."""
    fields = {
        "reference": idea.number,
        "origin": idea.origin,
        "axis": idea.axis,
        "challenge": idea.challenge,
        "body": idea.proposal,
    }
    return Thing(
        "proposal", {name: text for name, text in fields.items() if text}, state, path.name, idea.sheet, idea.line
    )
