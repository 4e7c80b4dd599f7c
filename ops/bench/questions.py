"""What the GraphQL cases ask: fifty proposals of a consultation, with how they stand; and the same as one SQL query."""

from uuid import UUID

import msgspec

from projections.lists import Window
from projections.participation.proposal import proposals

DOCUMENT = """
query Page($id: ID!, $asOf: Moment, $atLeast: Position) {
  consultation(id: $id, asOf: $asOf, atLeast: $atLeast) {
    proposals(first: 50) {
      totalCount
      nodes {
        id language origin moderation withdrawn occurredAt version
        tally { support agree disagree pass ballots }
      }
    }
  }
}
"""

WINDOW = Window("page", 50, "newest")
BY_POSTGRES = f"""
    select json_build_object('data', json_build_object('consultation', json_build_object('proposals', json_build_object(
        'totalCount', max(page.number),
        'nodes', json_agg(json_build_object(
            'id', page.id, 'language', page.language, 'origin', page.origin, 'moderation', page.moderation,
            'withdrawn', page.withdrawn, 'occurredAt', page.occurred_at, 'version', page.version,
            'tally', json_build_object(
                'support', tally.support, 'agree', tally.agree, 'disagree', tally.disagree, 'pass', tally.undecided,
                'ballots', tally.support + tally.agree + tally.disagree + tally.undecided
            )
        ))
    ))))::text
    from ({proposals.lists.text(WINDOW)}) as page
    left join lateral (
        select * from tally
        where tally.proposal = page.id and tally.since <= %(position)s and %(position)s < tally.until
        order by tally.since desc limit 1
    ) as tally on true
"""

REACHED = 10_000
"""A position that the record asked has passed."""


def spelled(id: UUID, spelling: int) -> str:
    """An id with some of its letters in capitals: which, say the bits of a number."""
    letters = [place for place, letter in enumerate(str(id)) if letter.isalpha()]
    capital = {place for bit, place in enumerate(letters) if spelling >> bit & 1}
    return "".join(letter.upper() if place in capital else letter for place, letter in enumerate(str(id)))


def parameters(consultation: UUID, position: int) -> dict[str, object]:
    """The parameters of BY_POSTGRES."""
    return {"parents": [consultation], "position": position}


def request(consultation: UUID, *, as_of: int | None = None, variant: int | None = None) -> str:
    """The question as a raw HTTP request. Another `variant` makes it another question, with the same answer: an `atLeast`
    that the record has reached, beyond that another spelling of the id."""
    spelling, at_least = (0, None) if variant is None else divmod(variant, REACHED)
    variables = {"id": spelled(consultation, spelling), "asOf": as_of, "atLeast": at_least}
    body = msgspec.json.encode({"query": DOCUMENT, "variables": variables}).decode()
    return (
        "POST /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        f"Accept: application/json\r\nContent-Length: {len(body)}\r\n\r\n{body}"
    )
