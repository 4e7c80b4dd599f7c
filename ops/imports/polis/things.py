"""Shows a conversation as it would stand after the import: the consultation, and each proposal with its new votes."""

from collections.abc import Iterator

from ops.imports.common.language import language_of
from ops.imports.common.report import State, Thing
from ops.imports.polis.conversation import moment
from ops.imports.polis.files import ExportFiles
from ops.imports.polis.polis_export import Summary
from ops.imports.polis.staging import Staging


def things(
    staging: Staging, files: ExportFiles, summary: Summary, *, opened_before: bool, withheld: bool
) -> Iterator[Thing]:
    """The things of the staged rows; none if no row is to be recorded."""
    opens = staging.opens()
    if opens is None:
        return

    def state(new: bool) -> State:
        return "withheld" if withheld else "new" if new else "changed"

    fields = {
        "title": {language_of(summary.topic): summary.topic},
        "description": {language_of(summary.description): summary.description} if summary.description else {},
        "source": summary.url,
    }
    if not opened_before:
        fields["opens"] = f"{moment(opens):%Y-%m-%dT%H:%M:%SZ}"
    yield Thing("consultation", fields, state(not opened_before), str(files.summary))
    for one in staging.to_record():
        yield Thing(
            "proposal",
            {
                "reference": one.comment,
                "body": one.body,
                "moderation": one.verdict,
                "agree": one.agree,
                "disagree": one.disagree,
                "pass": one.passes,
            },
            state(bool(one.new)),
            str(files.comments),
            line=one.line,
        )
