"""Checks the files that commands name: no event may name a file that is not stored.

Files that no event names are secret, and so are their sizes: the record runs this check for those who may give the command.
"""

from functools import cache

from api.ports import FilesAway, Ports
from api.problems import RETRY_AFTER, Problem
from api.rest.uploads import wanted
from domain.documents import fit_all
from domain.kernel import Command
from projections.documents import may_name, named_in

may_name_files = cache(may_name)
"""Whether a type of commands may name files."""


async def must_be_stored(ports: Ports, command: Command) -> None:
    """Checks that every file that a command names is stored and has the named size. Raises BadDocument, the refusals of its
    name, and the problems `file.not-there`, `file.other-size`, `unavailable`."""
    for document in fit_all([*named_in(command)]):
        await wanted(ports, document.sha256)
        try:
            size = await ports.files.size(document.sha256)
        except FilesAway:
            raise Problem("unavailable", retry_after=RETRY_AFTER) from None
        if size is None:
            raise Problem("file.not-there")
        if size != document.size:
            raise Problem("file.other-size", size=size)
