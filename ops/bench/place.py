"""Where a benchmark runs: a database server of its own in a temporary folder, gone when it is over."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import msgspec
import psycopg
from psycopg.sql import SQL, Identifier

from ops.embedded import EmbeddedPostgres
from ops.settings import Settings


class Place(msgspec.Struct, frozen=True):
    """`quick` asks for a first answer: smaller figures, fewer rounds. `say` tells people what is being done."""

    server: str
    folder: Path
    quick: bool
    say: Callable[[str], None]

    def size(self, full: int, quick: int) -> int:
        return quick if self.quick else full

    @contextmanager
    def empty(self) -> Iterator[Settings]:
        """Settings of an empty record, in a database of its own."""
        name = f"bench_{uuid4().hex}"
        with psycopg.connect(self.server, autocommit=True) as db:
            db.execute(SQL("create database {}").format(Identifier(name)))
        try:
            yield Settings(data_dir=self.folder / name, database_url=self.server.replace("/postgres?", f"/{name}?"))
        finally:
            with psycopg.connect(self.server, autocommit=True) as db:
                db.execute(SQL("drop database {} with (force)").format(Identifier(name)))


@contextmanager
def place(*, quick: bool, say: Callable[[str], None]) -> Iterator[Place]:
    with TemporaryDirectory(prefix="sijill-bench-") as folder:
        server = EmbeddedPostgres(Path(folder) / "server")
        say("starting a database server of its own")
        url = server.start()
        try:
            yield Place(url, Path(folder), quick, say)
        finally:
            server.stop()
