"""The rules of the demonstration, which let its past be entered years later."""

from pathlib import Path

OWN_RULES = Path(__file__).with_name("rules")
"""The folder of the rule sets, each a newer version of a shipped one."""
