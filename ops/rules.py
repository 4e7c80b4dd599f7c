"""Loads the shipped rule sets, and those that an operator adds."""

from importlib.resources import files as package_files
from importlib.resources.abc import Traversable

from domain.rules.reading import read
from domain.rules.rulesets import Rulebook, RuleFault, RuleSet

SHIPPED: Traversable = package_files("domain.rules") / "data"


def read_rulebook(*folders: Traversable) -> Rulebook:
    """The shipped rule sets and those of further folders. Raises RuleFault, which names the file and the rule."""
    return Rulebook(*(one for folder in (SHIPPED, *folders) for one in sets_in(folder)))


def sets_in(folder: Traversable) -> list[RuleSet]:
    """The rule sets of a folder: one in each file, which is named after the set and its version (neutral.v1.json). Raises
    RuleFault."""
    try:
        files = sorted(folder.iterdir(), key=lambda file: file.name)
    except OSError as error:
        raise RuleFault(str(folder), f"this folder cannot be read ({error.strerror})") from None
    return [read_file(file) for file in files if file.name.endswith(".json")]


def read_file(file: Traversable) -> RuleSet:
    """The rule set in a file. Raises RuleFault."""
    try:
        raw = file.read_bytes()
    except OSError as error:
        raise RuleFault(file.name, f"cannot be read ({error.strerror})") from None
    rule_set = read(file.name, raw)
    name = f"{rule_set.id}.v{rule_set.version}.json"
    if file.name != name:
        raise RuleFault(file.name, f"a file with this set and version is named {name}")
    return rule_set
