"""GraphQL at /graphql: the public, read-only view of the register."""

from api.graphql.router import mount

__all__ = ["mount"]
