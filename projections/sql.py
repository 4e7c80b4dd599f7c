"""SQL in the open: a `.sql` file holds what makes its tables, then its queries, each under `-- name: …` and a sentence."""

import re
from pathlib import Path

_name = re.compile(r"^-- name: (\w+)\n", re.MULTILINE)


class Queries:
    """The tables and the named queries of one file: `queries["as_of"]`."""

    def __init__(self, file: Path) -> None:
        self.tables, *rest = _name.split(file.read_text())
        self._named = dict(zip(rest[::2], rest[1::2], strict=True))

    def __getitem__(self, name: str) -> str:
        return self._named[name]


def beside(python_file: str) -> Queries:
    """The queries in the `.sql` file of the same name: `beside(__file__)`."""
    return Queries(Path(python_file).with_suffix(".sql"))
