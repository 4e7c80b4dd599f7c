"""Limits of one query. A query beyond a limit is refused, with the limit's name, before anything is read."""

DOCUMENT_BYTES = 20_000
TOKENS = 2_000
DOCUMENTS, DOCUMENTS_BURST = 10.0, 200.0
"""Documents that one client may send in a second, and at once, that are not cached: each is parsed, validated and planned."""
DEPTH = 16
ALIASES = 30
FIELDS = 500
"""The most fields of a query, after the expansion of fragments."""
COST = 100_000
"""The most values that a query may give: each field, times the sizes of the pages around it."""
INTROSPECTION = 40_000
"""The most values of introspection: about half a second of a thread."""
PAGE = 50
LARGEST_PAGE = 200
SECONDS = 10.0
"""The most seconds for a query, without waiting."""
STATEMENT_SECONDS = 5
BODY_BYTES = 60_000
BODY_SECONDS = 20.0
"""The most seconds for sending a query's body."""
BUSY_SECONDS = 0.5
"""Seconds after which a costly query is refused, if too many wait."""
NAMES = 20
"""The most event names in a filter of an audit trail."""
WAIT_SECONDS = 10.0
"""The most seconds that a query waits for the read models to reach its `atLeast`."""
COUNTED = 20_000
"""The entries of an audit trail that are looked at to count those of some events."""
