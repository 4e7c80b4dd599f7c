"""Says of read models that they make the same rows as the code of an earlier revision did, so that nobody rebuilds them:

    python -m tests.kit.same_rows REVISION [READ_MODEL ...]

A digest tells apart what is written otherwise, even where it does the same. This writes the digests of that revision into
projections/toolkit/upgrade.json, of all read models if none are named. Nothing checks the claim here: first make a record with
the earlier code, and see that `sijill replay --check` with this code finds no difference.
"""

import io
import json
import subprocess
import sys
import tarfile
from pathlib import Path
from tempfile import TemporaryDirectory

from projections.models import MODELS
from projections.toolkit.runner import digests
from projections.toolkit.upgrade import FILE

DIGESTS = (
    "import json; from projections.models import MODELS;"
    "print(json.dumps({model.table: model.digest for model in MODELS}))"
)

Known = dict[str, tuple[str, list[str]]]
"""By read model: its digest now, and those of the earlier code that makes the same rows."""


def digests_in(folder: Path) -> dict[str, str]:
    """The digests that the code in a folder gives its read models."""
    done = subprocess.run([sys.executable, "-c", DIGESTS], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found: dict[str, str] = json.loads(done.stdout)
    return found


def digests_at(revision: str) -> dict[str, str]:
    """The digests that the code of a revision gives its read models."""
    command = ["git", "archive", revision, "domain", "projections"]
    archive = subprocess.run(command, capture_output=True, check=True).stdout
    with TemporaryDirectory() as folder, tarfile.open(fileobj=io.BytesIO(archive)) as files:
        files.extractall(folder, filter="data")
        return digests_in(Path(folder))


def extended(known: Known, then: dict[str, str], now: dict[str, str]) -> Known:
    """What is known, with some read models that made the same rows then as now. Digests from before then stay where the code of
    then, or this code, was known to make the same rows as they did."""
    found = dict(known)
    for name in then.keys() & now.keys():
        digest, former = known.get(name, (now[name], []))
        if digest not in (then[name], now[name]):
            former = []
        same = dict.fromkeys([*former, digest, then[name]] if digest == then[name] else [*former, then[name]])
        found[name] = now[name], [one for one in same if one != now[name]]
    return {name: found[name] for name in sorted(found)}


def main(revision: str, *names: str) -> None:
    known = {name: (now, former) for name, now, former in json.loads(FILE.read_text())}
    now = {name: digest for name, digest in digests(MODELS).items() if name in names or not names}
    rows = extended(known, digests_at(revision), now)
    lines = [json.dumps([name, now, former]) for name, (now, former) in rows.items()]
    FILE.write_text("[\n    " + ",\n    ".join(lines) + "\n]\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
