"""What attests that a plan was adopted: the version that its content is, and the document, a file beside the spreadsheet."""

from collections.abc import AsyncIterator
from hashlib import sha256
from mimetypes import guess_type
from pathlib import Path

import msgspec

from domain.documents import MOST_BYTES, Document
from domain.kernel import Command
from domain.plans.plan import AttestAdoption, PublishDraft
from domain.plans.version import content, digest
from ops.imports.common.language import UNDETERMINED
from ops.imports.common.report import Unusable
from ops.imports.plan.changes import Standing
from ops.imports.plan.content import AdoptionSaid, language_or

CHUNK = 1 << 18


class Attested(msgspec.Struct, frozen=True):
    """The commands that attest an adoption, and the file to be kept before."""

    commands: list[Command]
    file: Path


def attestation(path: Path, said: AdoptionSaid, standing: Standing) -> Attested:
    """What attests the adoption of a plan as it stands: published as a version first, unless the last one says the same. Raises
    Unusable if the document is not there."""
    file = path.parent / Path(said.document).name
    document = named(file, said)
    plan = standing.plan
    planned = {id: standing.activities[id] for id in plan.activities}
    last = plan.latest
    commands: list[Command] = []
    if last is None or last.sha256 != digest(content(standing.id, plan, planned)):
        commands.append(PublishDraft(standing.id))
    number = len(plan.versions) + len(commands)
    attest = AttestAdoption(standing.id, number, document, said.decided_on, said.certainty, said.session)
    return Attested([*commands, attest], file)


def named(file: Path, said: AdoptionSaid) -> Document:
    """The file as the record names it. Raises Unusable."""
    beside = (
        f"put the file {said.document} in the spreadsheet's folder and import it again: the attestation requires it"
    )
    try:
        size = file.stat().st_size
        if not 0 < size <= MOST_BYTES:
            raise Unusable(file, None, f"is empty, or has more than {MOST_BYTES} bytes: give another one")
        with file.open("rb") as content:
            sum_of = sha256()
            while piece := content.read(CHUNK):
                sum_of.update(piece)
    except OSError as error:
        raise Unusable(file, None, f"cannot be read ({error.strerror}): {beside}") from None
    media_type = guess_type(file.name)[0] or "application/octet-stream"
    return Document(sum_of.hexdigest(), {language_or(file.name, UNDETERMINED): file.name}, media_type, size)


async def pieces(file: Path) -> AsyncIterator[bytes]:
    """A file's bytes."""
    with file.open("rb") as content:
        while piece := content.read(CHUNK):
            yield piece
