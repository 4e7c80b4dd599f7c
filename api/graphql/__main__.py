"""Prints the schema: `python -m api.graphql > api/schema.graphql`."""

from api.graphql.schema import DECLARED

print(DECLARED.as_str())
