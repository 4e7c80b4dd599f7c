"""The schema: strawberry puts together what the nouns say of themselves, and graphql-core holds it."""

import strawberry
from graphql import GraphQLInterfaceType, GraphQLSchema
from strawberry.schema.config import StrawberryConfig

from api.graphql.engine.engine import Graph
from api.graphql.engine.internals import core_schema
from api.graphql.engine.kinds import kind_of
from api.graphql.engine.planner import Planner
from api.graphql.engine.scalars import SCALARS
from api.graphql.query import Query


def declared() -> strawberry.Schema:
    """The whole schema, put together anew."""
    return strawberry.Schema(query=Query, config=StrawberryConfig(scalar_map=SCALARS))


DECLARED = declared()
SCHEMA: GraphQLSchema = core_schema(DECLARED)
PLANNER = Planner(SCHEMA)
TYPENAMES: dict[type, str] = {
    kind_of(possible).row: possible.name
    for type_ in SCHEMA.type_map.values()
    if isinstance(type_, GraphQLInterfaceType)
    for possible in SCHEMA.get_possible_types(type_)
}
"""Which type of the schema an object is of, where a field may have several."""

GRAPH = Graph(SCHEMA, PLANNER, TYPENAMES)
