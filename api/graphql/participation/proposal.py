"""Proposals: their words, how they stand and came to stand so, what was said to them."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

import msgspec

from api.graphql.audit import trail
from api.graphql.errors import BadPage
from api.graphql.kinds import Kind, Objects
from api.graphql.participation.comment import comments_on
from api.graphql.reading import Reading, is_erased, is_hidden, opening, said, shown
from api.graphql.relay import Connection, Page, connections
from projections import search
from projections.participation import proposal
from projections.participation.consultation import ConsultationRow
from projections.participation.consultation import consultations as consultation_model
from projections.participation.proposal import ProposalRow
from projections.participation.tallies import tallies

CONFIGS = ("arabic", "french", "english", "simple")
"""In which text search configurations words are looked for when no language is named."""


class Standing(msgspec.Struct, frozen=True, gc=False):
    """Ballots that count, by what they say; at a moment of the proposal's course, if one is told."""

    support: int = 0
    agree: int = 0
    disagree: int = 0
    undecided: int = 0
    at: datetime | None = None

    @property
    def ballots(self) -> int:
        return self.support + self.agree + self.disagree + self.undecided


NO_BALLOTS = Standing()


async def proposals_of(
    reading: Reading,
    parents: Sequence[UUID | None],
    *,
    query: str = "page",
    search: str | None = None,
    search_language: str | None = None,
    answer: list[str] | None = None,
    origin: list[str] | None = None,
    moderation: list[str] | None = None,
    withdrawn: bool | None = None,
    order: str = "newest",
    **page: Any,
) -> list[Connection[Any]]:
    """The proposals of each of some consultations; by the query `search`, of communities, or of all for None."""
    filters = {
        **looked_for(search, search_language),
        "answers": answer,
        "origins": origin,
        "moderations": moderation,
        "withdrawn": withdrawn,
        "order": order,
    }
    model, asked = proposal.proposals.queries, Page.asked(**page)
    return await connections(reading, ProposalRow, model, query, parents, asked, also=partial(keep, reading), **filters)


def keep(reading: Reading, row: ProposalRow, numbers: Sequence[int | None]) -> None:
    """The list has looked up how each of its proposals stands: that need not be asked again."""
    reading.seen[Standing, row.id] = NO_BALLOTS if numbers[0] is None else Standing(*numbers)  # type: ignore[arg-type]


def looked_for(text: str | None, language: str | None) -> dict[str, Any]:
    """Words as the index has them, and the configurations that they are looked for in."""
    if text is None:
        return {"words": None, "configs": None}
    return {"words": search.words(text), "configs": [search.config(language)] if language else list(CONFIGS)}


async def tally(reading: Reading, rows: Objects) -> list[Standing]:
    seen = reading.seen
    if missing := [row.id for row in rows if (Standing, row.id) not in seen]:
        found = await reading.rows(tallies.queries, "as_of", proposals=missing)
        seen.update(((Standing, id), Standing(*numbers[:4])) for id, _, *numbers in found)
    return [seen.get((Standing, row.id), NO_BALLOTS) for row in rows]


async def course(reading: Reading, rows: Objects, span: int) -> list[list[Standing]]:
    if span < 1:
        raise BadPage("A span has one second at least.")
    found = await reading.rows(tallies.queries, "courses", proposals=[row.id for row in rows], span=span)
    by_id: dict[UUID, list[Standing]] = {}
    for id, at, support, agree, disagree, undecided in found:
        by_id.setdefault(id, []).append(Standing(support, agree, disagree, undecided, at))
    return [by_id.get(row.id, []) for row in rows]


async def consultation(reading: Reading, rows: Objects) -> list[ConsultationRow | None]:
    found = await reading.of(ConsultationRow, consultation_model.queries, [row.consultation for row in rows])
    return [found.get(row.consultation) for row in rows]


async def merged_into(reading: Reading, rows: Objects) -> list[ProposalRow | None]:
    found = await reading.of(ProposalRow, proposal.proposals.queries, [row.merged_into for row in rows])
    return [found.get(row.merged_into) for row in rows]


async def comments(
    reading: Reading,
    rows: Objects,
    threads: bool,
    order: str,
    stance: list[str] | None = None,
    **page: Any,
) -> list[Connection[Any]]:
    return await comments_on(
        reading, [row.id for row in rows], Page.asked(**page), order, threads=threads, stances=stance
    )


TITLE, BODY = ("title", "title"), ("body", "body")

KINDS = [
    Kind(
        "Proposal",
        ProposalRow,
        {
            "consultation": consultation,
            "title": shown(*TITLE),
            "body": shown(*BODY),
            "hidden": is_hidden,
            "erased": is_erased,
            "moderationReason": said("moderation_reason", "reason"),
            "mergedInto": merged_into,
            "reasons": said("reasons", "reasons"),
            "tally": tally,
            "course": course,
            "comments": comments,
            "audit": trail,
        },
        opening(
            {
                "title": (TITLE,),
                "body": (BODY,),
                "erased": (BODY,),
                "moderationReason": (("moderation_reason", "reason"),),
                "reasons": (("reasons", "reasons"),),
            }
        ),
    ),
    Kind("Tally", Standing, {"pass": lambda reading, rows: [row.undecided for row in rows]}),
    Kind("TallyMoment", Standing, {"pass": lambda reading, rows: [row.undecided for row in rows]}),
]
