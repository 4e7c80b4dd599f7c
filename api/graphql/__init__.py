"""GraphQL at /graphql: the public, read-only view of the register."""

from api.graphql.router import PATH, mount

__all__ = ["PATH", "mount"]
