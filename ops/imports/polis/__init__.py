"""Imports the conversations that Polis exports."""
