"""Logging of the platform's processes."""

import logging


def to_standard_error() -> None:
    """Logs warnings and errors to standard error, with time and logger."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
