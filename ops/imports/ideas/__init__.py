"""Imports the ideas of workshops and desks from a spreadsheet."""
