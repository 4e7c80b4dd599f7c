"""Commands over HTTP, and what else is asked without GraphQL: the same noun has the same path as in `domain/`."""
