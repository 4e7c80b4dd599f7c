"""Decisions: sessions and their votes, approvals, opinions."""
