"""The schema, put together from what each noun says of itself."""

from pathlib import Path

from graphql import GraphQLSchema, build_schema

from api.graphql import audit, query
from api.graphql.communities import community, office, organisation
from api.graphql.kinds import Kind
from api.graphql.participation import comment, consultation, proposal
from api.graphql.plan import Planner
from api.graphql.scalars import install

HERE = Path(__file__).parent
PARTS = (
    "query",
    "communities/community",
    "communities/organisation",
    "communities/office",
    "participation/consultation",
    "participation/proposal",
    "participation/comment",
    "audit",
)
KINDS: dict[str, Kind] = {
    kind.name: kind
    for module in (query, community, organisation, office, consultation, proposal, comment, audit)
    for kind in module.KINDS
}
TYPENAMES: dict[type, str] = {kind.row: kind.name for kind in KINDS.values()}
"""Which type of the schema an object is of, where a field may have several."""


def build() -> GraphQLSchema:
    """The schema, its scalars and enumerations understood as the register does."""
    schema = build_schema("\n".join((HERE / f"{part}.graphql").read_text() for part in PARTS))
    install(schema)
    return schema


SCHEMA = build()
PLANNER = Planner(SCHEMA, KINDS)
