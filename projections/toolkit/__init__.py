"""How read models are defined, kept, rebuilt and read, whichever they are."""
