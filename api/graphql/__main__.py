"""Prints the schema: `python -m api.graphql > api/schema.graphql`."""

from graphql import print_schema

from api.graphql.schema import SCHEMA

print(print_schema(SCHEMA))
