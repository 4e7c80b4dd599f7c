"""The axis, the project and the community that hold for the rows of a sheet until a line names others."""

from collections.abc import Mapping

import msgspec

from domain.text import Words
from ops.imports.plan.parsed import alike, tagged

Sentence = tuple[int, str]
"""The number and the text of a line that is an axis or a note."""


class Above(msgspec.Struct):
    """`latin` is the language of texts that are not Arabic. A `sentence` in the place of an axis waits for the lines below it: it
    can only be an axis if a project follows, since a new axis needs its project. Then it is the `doubted` axis. `notes` collects
    the sentences that are notes."""

    latin: str
    axis: Words
    project: Words = {}
    community: str = ""
    sentence: Sentence | None = None
    doubted: Sentence | None = None
    notes: list[Sentence] = []

    def set_axis(self, title: Words) -> None:
        """A line names an axis."""
        self.settle()
        if not alike(title, self.axis):
            self.project = {}
        self.axis, self.doubted = title, None

    def set_project(self, title: Words) -> None:
        """A line names a project."""
        if self.sentence is not None:
            self.axis, self.doubted, self.sentence = tagged(self.sentence[1], self.latin), self.sentence, None
        self.project = title

    def row(self, texts: Mapping[str, Words], community: str) -> None:
        """A line of the table. Its cells may be empty."""
        self.community = community or self.community
        if texts["axis"]:
            self.set_axis(texts["axis"])
        if texts["project"]:
            self.set_project(texts["project"])
        elif texts["activity"]:
            self.settle()

    def wait(self, line: int, text: str) -> None:
        """A line is an axis or a note."""
        self.settle()
        self.sentence = line, text

    def settle(self) -> None:
        """The sentence that waits is a note."""
        if self.sentence is not None:
            self.notes.append(self.sentence)
            self.sentence = None
