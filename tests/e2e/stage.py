"""What a play over HTTP stands on: a server of its own, people with accounts who act in their offices, and what is kept of how
things stood, to be asked for again at the end."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple
from uuid import uuid4

import httpx

from ops.demo.own_rules import OWN_RULES
from tests.kit.server_process import PATIENCE, Served

UNLIMITED = {f"SIJILL_LIMIT_{name}": "1000000" for name in ("COMMANDS", "COMMANDS_BURST", "GUESTS", "GUESTS_BURST")}
USER = [sys.executable, "-c", "from ops.cli.main import main; main()", "user"]
PASSWORD = "a long sentence of one's own"

Said = dict[str, Any]


def both(ar: str, fr: str) -> dict[str, str]:
    """An official text."""
    return {"ar": ar, "fr": fr}


def on(year: int, month: int, day: int, hour: int = 10) -> str:
    """A moment of the past, as a command names it."""
    return datetime(year, month, day, hour, tzinfo=UTC).isoformat()


def last(address: str) -> str:
    """The id at the end of an address."""
    return address.rpartition("/")[2]


class Person:
    """Somebody with an account, and so with the offices that were granted to it."""

    def __init__(self, stage: "Stage", login: str, token: str) -> None:
        self._stage, self.login, self._token = stage, login, token

    def asks(self, method: str, path: str, body: Said | None = None, *, at: str | None = None, **headers: str) -> Any:
        """Sends a command under a new key; `at` is when it happened, if not now."""
        said = body if at is None else {**(body or {}), "occurred_at": at}
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self._stage.http.request(
            method,
            path if path.startswith("/api/") else f"/api/v1{path}",
            json=said,
            headers={
                "Authorization": f"Bearer {self._token}",
                "Accept-Language": "en",
                "Idempotency-Key": str(uuid4()),
                **named,
            },
        )

    def does(self, method: str, path: str, body: Said | None = None, **more: Any) -> str:
        """A command that must be taken. Gives the address of what is new, if there is something."""
        answer = self.asks(method, path, body, **more)
        assert answer.status_code in {200, 201}, (method, path, answer.text)
        self._stage.position = max(self._stage.position, int(answer.headers["sijill-position"]))
        return str(answer.headers.get("location", ""))

    def edits(self, method: str, path: str, body: Said, **more: Any) -> str:
        """A command on whatever version there is."""
        return self.does(method, path, body, if_match="*", **more)

    def is_refused(
        self, code: str, method: str, path: str, body: Said | None = None, *, status: int = 409, **more: Any
    ) -> Said:
        """A command that must be refused for one reason, and told so, with nothing recorded of it."""
        before = self._stage.head()
        answer = self.asks(method, path, body, **more)
        assert (answer.status_code, answer.json().get("code")) == (status, code), (method, path, answer.text)
        assert answer.headers["content-type"] == "application/problem+json"
        problem: Said = answer.json()
        assert problem["type"] == f"urn:sijill:problem:{code}"
        assert problem["detail"]
        assert self._stage.head() == before, f"{code}: something was recorded of what was refused"
        self._stage.refused.append(code)
        return problem

    def sends(self, content: bytes, name: dict[str, str]) -> Said:
        """A file, as a document of a command names it."""
        self._stage.reads("query ($at: Position!) { position(atLeast: $at) }", at=self._stage.position)
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/pdf"}
        kept = self._stage.http.put("/api/v1/files", content=content, headers=headers)
        assert kept.status_code in {200, 201}, kept.text
        return {**kept.json(), "name": name}


class Kept(NamedTuple):
    """How things stood at a position: as the play means it, and as it was read there and then."""

    scene: str
    position: int
    meant: Said
    read: Said


class Stage:
    """`position` is that of the last thing recorded, `kept` what is to be asked for again."""

    def __init__(self, server: Served, http: httpx.Client) -> None:
        self.server, self.http = server, http
        self.position = -1
        self.kept: list[Kept] = []
        self.refused: list[str] = []

    def person(self) -> Person:
        login = f"{uuid4()}@example.org"
        made = self.http.post("/api/v1/accounts", json={"login": login, "password": PASSWORD})
        assert made.status_code == 201, made.text
        return Person(self, login, made.json()["token"])

    def operator(self) -> Person:
        """The first administrator of the platform: appointed by whoever runs the register, beside the running server."""
        person = self.person()
        words = ["grant", person.login, "administrator", "--platform", "--data-dir", str(self.server.data_dir)]
        done = subprocess.run([*USER, *words], capture_output=True, text=True, check=False, timeout=PATIENCE)
        assert done.returncode == 0, done.stderr
        return person

    def head(self) -> int:
        """The last position of the log."""
        return int(self.http.get("/readyz").json()["head"])

    def reads(self, query: str, **variables: Any) -> Said:
        """The data of an answer of GraphQL, in French."""
        headers = {"Accept": "application/graphql-response+json", "Accept-Language": "fr"}
        answer = self.http.post("/graphql", json={"query": query, "variables": variables}, headers=headers).json()
        assert "errors" not in answer, answer["errors"]
        data: Said = answer["data"]
        return data

    def keep(self, scene: str, query: str, meant: Said, **variables: Any) -> None:
        """Keeps what is meant to be true now, with what is read now."""
        read = self.reads(query, at=str(self.position), **variables)
        self.kept.append(Kept(scene, self.position, deepcopy(meant), read))


@contextmanager
def set_up(folder: Path) -> Iterator[Stage]:
    """A server with an empty record, that answers whoever asks as often as they ask. It has the rules of the demonstration: what
    happened may be entered years later."""
    server = Served(folder / "record", environment={**UNLIMITED, "SIJILL_RULES": str(OWN_RULES)})
    try:
        with server.until_ready().client() as http:
            yield Stage(server, http)
    finally:
        server.end()
