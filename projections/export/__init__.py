"""Read models as tables to take away, with a data dictionary."""
