"""What happens in a session of the council, kept by its secretary: each thing at the moment at which it happened."""

from tests.e2e.stage import Said, last
from tests.e2e.story import COMMUNITY, Story

SIDES = {"+": "for", "-": "against", "0": "abstain"}


class Sitting:
    """A session: `at` is the moment that it has come to."""

    def __init__(self, story: Story, starts: str, title: dict[str, str], agenda: dict[str, dict[str, str]]) -> None:
        self.story, self.at, self.title, self.agenda = story, starts, title, agenda
        self.path = ""

    def is_convened(self, at: str) -> None:
        called = {
            "body": last(self.story.bodies["council"]),
            "kind": "ordinary",
            "title": self.title,
            "starts": self.at,
            "agenda": [{"key": key, "title": title} for key, title in self.agenda.items()],
        }
        new = f"{COMMUNITY}/sessions"
        self.story.neighbour.is_refused("not-allowed", "POST", new, called, status=403)
        self.path = self.story.secretary.does("POST", new, called, at=at)

    def those_present(self, number: int) -> Said:
        present = self.story.members[:number]
        return {"present": present, "presiding": present[0]}

    def opens(self, present: int) -> None:
        self.story.secretary.does("POST", f"{self.path}/opening", self.those_present(present), at=self.at)

    def adjourns(self, present: int) -> None:
        came = {"present": self.story.members[:present]}
        self.story.secretary.does("POST", f"{self.path}/adjournment", came, at=self.at)

    def is_called_again(self, starts: str) -> None:
        self.story.secretary.does("POST", f"{self.path}/recall", {"starts": starts}, at=self.at)
        self.at = starts

    def draft(self, item: str, text: dict[str, str], subject: Said) -> Said:
        return {"item": item, "title": text, "text": text, "subject": subject}

    def tables(self, item: str, text: dict[str, str], subject: Said) -> str:
        """The address of a draft resolution."""
        draft = self.draft(item, text, subject)
        return self.story.secretary.does("POST", f"{self.path}/resolutions", draft, at=self.at)

    def votes(self, resolution: str, sides: str) -> None:
        """Votes of the members in their order, the president's first."""
        for member, side in zip(self.story.members, sides, strict=False):
            vote = f"{resolution}/votes/{member}"
            self.story.secretary.does("PUT", vote, {"choice": SIDES[side]}, at=self.at)

    def decides(self, resolution: str) -> None:
        """The president confirms what the secretary entered after its day; the vote is closed, and what was adopted is signed
        and published."""
        closing = f"{resolution}/vote/closing"
        self.story.secretary.is_refused("session.not-confirmed", "POST", closing, {}, at=self.at)
        self.story.secretary.is_refused("not-allowed", "POST", f"{self.path}/confirmation", {}, status=403)
        self.is_confirmed()
        self.story.secretary.does("POST", f"{resolution}/vote/closing", {}, at=self.at)
        self.story.secretary.is_refused("not-allowed", "POST", f"{resolution}/signature", {}, status=403)
        self.story.president.does("POST", f"{resolution}/signature", {}, at=self.at)
        self.story.secretary.does("POST", f"{resolution}/publication", {}, at=self.at)

    def is_confirmed(self) -> None:
        self.story.president.does("POST", f"{self.path}/confirmation", {}, at=self.at)

    def closes(self) -> None:
        secretary = self.story.secretary
        secretary.does("POST", f"{self.path}/closing", {}, at=self.at)
        document = secretary.sends(f"%PDF-1.7 {self.title['fr']}".encode(), self.title)
        secretary.edits("PUT", f"{self.path}/minutes", {"document": document, "summary": self.title}, at=self.at)
