"""Imports: read the exports of other systems, and record them through commands."""
