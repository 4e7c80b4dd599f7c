"""Polis: conversations as it exports them."""
