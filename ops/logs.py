"""How the processes of the platform log."""

import logging


def to_standard_error() -> None:
    """Warnings and worse, with their time and what they come from."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
