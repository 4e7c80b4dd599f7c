"""What is asked of plans: the plan with all that is in it, its audit trail, its accountability report; as raw HTTP requests."""

from collections.abc import Callable
from uuid import UUID

import msgspec

from api.graphql.engine.relay import Cursor

VIEW = """
query View($id: ID!, $asOf: Moment, $atLeast: Position) {
  plan(id: $id, asOf: $asOf, atLeast: $atLeast) {
    title starts ends attested drafts
    community { name }
    stage { key name }
    progress { activities completed overdue mean }
    axes(first: 10) { nodes {
      title
      progress { activities mean }
      projects(first: 20) { nodes {
        title
        principles { key }
        activities(first: 20) { nodes {
          title responsible starts ends status progress overdue budget { amount } spent { amount }
        } }
      } }
    } }
  }
}
"""
TRAIL = """
query Trail($id: ID!, $asOf: Moment, $atLeast: Position, $after: String) {
  plan(id: $id, asOf: $asOf, atLeast: $atLeast) {
    audit(first: 50, after: $after) { nodes {
      position at event sentence thing
      actor { kind role }
      changes { field before { text } after { text } }
    } }
  }
}
"""

Question = Callable[[UUID, int | None, int, int], str]
"""A request about a plan as of a position (None: now), in a record with so many entries. Another number makes it another request,
with the same answer: nothing kept answers it."""


def view(plan: UUID, as_of: int | None, entries: int, number: int) -> str:
    return graphql(VIEW, {"id": plan, "asOf": as_of, "atLeast": number})


def trail(plan: UUID, as_of: int | None, entries: int, number: int) -> str:
    """The newest entries; every other time a page from the middle."""
    at = entries - 1 if as_of is None else as_of
    after = str(Cursor(at, at // 2)) if number % 2 else None
    return graphql(TRAIL, {"id": plan, "asOf": as_of, "atLeast": number, "after": after})


def report(plan: UUID, as_of: int | None, entries: int, number: int) -> str:
    asked = "" if as_of is None else f"?asOf={as_of}"
    return (
        f"GET /api/v1/plans/{plan}/accountability{asked} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        "Accept: application/json\r\n\r\n"
    )


def graphql(query: str, variables: dict[str, object]) -> str:
    body = msgspec.json.encode({"query": query, "variables": variables}).decode()
    return (
        "POST /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        f"Accept: application/json\r\nContent-Length: {len(body.encode())}\r\n\r\n{body}"
    )
