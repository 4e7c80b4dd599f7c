"""Compares the counts of comments.csv with the rows of votes.csv.

They are equal in an undamaged export. If they differ, the sign of the votes may be the opposite one, or the files may be of
different conversations or days.
"""

from collections.abc import Iterator

from ops.imports.common.report import Doubt
from ops.imports.common.sentences import Sentence
from ops.imports.polis.files import ExportFiles
from ops.imports.polis.staging import Staging

INVERTED = Sentence(
    "votes-inverted",
    "agrees and disagrees in comments.csv fit these votes better if they are exchanged, so the sign of the votes is probably the "
    "opposite one: give --sign-inverted, or leave it out if you gave it; if you accept, the votes are recorded as they were read",
    doubt=True,
)
DIFFER = Sentence(
    "votes-differ",
    "comment {comment}: comments.csv counts agrees: {agrees}, disagrees: {disagrees}; votes.csv has {agreeing} and "
    "{disagreeing}: download both files again, one after the other; if you accept, the rows of votes.csv are recorded",
    doubt=True,
)


def doubts(staging: Staging, files: ExportFiles, damaged: int) -> Iterator[Doubt]:
    """The doubts about the staged votes. A difference that `damaged` rows of votes.csv explain is none. Where votes are only
    missing, the file is cut, whatever its sign."""
    off = exchanged = missing = 0
    explained = True
    for one in staging.counted():
        off += one.off()
        exchanged += one.off(exchanged=True)
        if one.missing is None:
            explained = False
        else:
            missing += one.missing
    if off == 0 or (explained and missing <= damaged):
        return
    if exchanged < off and not explained:
        yield Doubt(str(files.votes), None, INVERTED())
        return
    for one in staging.counted():
        if one.off():
            message = DIFFER(
                comment=one.comment,
                agrees=one.agrees,
                disagrees=one.disagrees,
                agreeing=one.agreeing,
                disagreeing=one.disagreeing,
            )
            yield Doubt(str(files.comments), one.line, message)
