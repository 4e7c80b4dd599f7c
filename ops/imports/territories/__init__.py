"""Territories: the regions, provinces and communes of a country."""
