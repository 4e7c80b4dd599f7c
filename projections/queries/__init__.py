"""Queries that compute from read models and the log on request. Stored read models stand with their noun."""
