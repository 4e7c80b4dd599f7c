"""Checks the files that commands name: no event may name a file that is not stored."""

from functools import cache

from api.ports import FilesAway, Ports
from api.problems import RETRY_AFTER, Problem
from domain.kernel import Command
from projections.documents import may_name, named_in

may_name_files = cache(may_name)


async def must_be_stored(ports: Ports, command: Command) -> None:
    """Checks that every file that a command names is stored, and has the named size. Raises the problems `file.not-there`,
    `file.other-size`, `unavailable`."""
    if not may_name_files(type(command)):
        return
    for document in named_in(command):
        try:
            size = await ports.files.size(document.sha256)
        except FilesAway:
            raise Problem("unavailable", retry_after=RETRY_AFTER) from None
        if size is None:
            raise Problem("file.not-there")
        if size != document.size:
            raise Problem("file.other-size", size=size)
