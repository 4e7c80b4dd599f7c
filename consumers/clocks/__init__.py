"""Clocks act when a moment has come. They do not follow the log: they poll the read models for what is due."""
