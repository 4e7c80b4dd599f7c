"""The demonstration: a commune that says that it is none, and how it comes into the record."""
