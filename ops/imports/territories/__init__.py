"""Imports a country's territories: regions, provinces and communes."""
