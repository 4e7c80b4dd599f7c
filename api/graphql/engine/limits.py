"""How much one query may ask for. Each limit is refused by name, before anything is read."""

DOCUMENT_BYTES = 20_000
TOKENS = 2_000
DEPTH = 16
ALIASES = 30
FIELDS = 500
"""Fields of a query, its fragments put in where they are spread."""
COST = 100_000
"""Values that a query may come to: each field, times the sizes of the pages that it stands in."""
INTROSPECTION = 40_000
"""Values that the schema may be asked for about itself: about half a second of a thread."""
PAGE = 50
LARGEST_PAGE = 200
SECONDS = 10.0
"""How long a query may take, waiting aside."""
STATEMENT_SECONDS = 5
BODY_BYTES = 60_000
BODY_SECONDS = 20.0
"""For sending it."""
BUSY_SECONDS = 0.5
"""After which a costly query is refused, if too many wait."""
NAMES = 20
"""Names of events by which a trail is filtered."""
WAIT_SECONDS = 10.0
"""How long a query may wait for the read models to reach what it asks for."""
COUNTED = 20_000
"""The entries of an audit trail that are looked at to count those of some events."""
