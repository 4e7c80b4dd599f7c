"""Attests the adoption of a plan: by the version of its content, and by a document, a file beside the spreadsheet."""

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
from ops.imports.common.sentences import Sentence
from ops.imports.plan.commands import CurrentPlan
from ops.imports.plan.parsed import ParsedAdoption, language_or

CHUNK = 1 << 18

DOCUMENT_SIZE = Sentence("document-size", "is empty, or has more than {most} bytes: give another one")
DOCUMENT_MISSING = Sentence(
    "document-missing",
    "cannot be read: put the file {document} in the spreadsheet's folder and import it again: the attestation requires it",
)


class Attestation(msgspec.Struct, frozen=True):
    """The commands that attest an adoption, and the document's file, to be stored before them."""

    commands: list[Command]
    file: Path


def attestation(path: Path, adoption: ParsedAdoption, current: CurrentPlan) -> Attestation:
    """Attests the adoption of a plan's present content. Publishes the content as a version first, unless the last version is
    equal. `path` is the spreadsheet. Raises Unusable if the document's file cannot be read."""
    file = path.parent / Path(adoption.document).name
    document = document_of(file, adoption)
    plan = current.plan
    activities = {id: current.activities[id] for id in plan.activities}
    last = plan.latest
    commands: list[Command] = []
    if last is None or last.sha256 != digest(content(current.id, plan, activities)):
        commands.append(PublishDraft(current.id))
    number = len(plan.versions) + len(commands)
    attest = AttestAdoption(current.id, number, document, adoption.decided_on, adoption.certainty, adoption.session)
    return Attestation([*commands, attest], file)


def document_of(file: Path, adoption: ParsedAdoption) -> Document:
    """The reference to a file that the record stores. Raises Unusable."""
    try:
        size = file.stat().st_size
        if not 0 < size <= MOST_BYTES:
            raise Unusable(file, None, DOCUMENT_SIZE(most=MOST_BYTES))
        with file.open("rb") as content:
            sha256_of_file = sha256()
            while piece := content.read(CHUNK):
                sha256_of_file.update(piece)
    except OSError:
        raise Unusable(file, None, DOCUMENT_MISSING(document=adoption.document)) from None
    media_type = guess_type(file.name)[0] or "application/octet-stream"
    return Document(sha256_of_file.hexdigest(), {language_or(file.name, UNDETERMINED): file.name}, media_type, size)


async def pieces(file: Path) -> AsyncIterator[bytes]:
    """The bytes of a file, in pieces."""
    with file.open("rb") as content:
        while piece := content.read(CHUNK):
            yield piece
