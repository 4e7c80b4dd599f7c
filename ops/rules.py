"""The rule sets that the product ships with, and those that an operator lays beside them."""

from importlib.resources import files
from importlib.resources.abc import Traversable

from domain.rules.reading import read
from domain.rules.rulesets import Rulebook, RuleFault, RuleSet

SHIPPED: Traversable = files("domain.rules") / "data"


def read_rulebook(*folders: Traversable) -> Rulebook:
    """All shipped rule sets, and those in further folders. Raises RuleFault, which names the file and the rule."""
    return Rulebook(*(one for folder in (SHIPPED, *folders) for one in sets_in(folder)))


def sets_in(folder: Traversable) -> list[RuleSet]:
    """The rule sets in a folder: each in a file that is named after it and its version, such as neutral.v1.json.
    Raises RuleFault."""
    try:
        found = sorted(folder.iterdir(), key=lambda file: file.name)
    except OSError as error:
        raise RuleFault(str(folder), f"this folder cannot be read ({error.strerror})") from None
    return [read_file(file) for file in found if file.name.endswith(".json")]


def read_file(file: Traversable) -> RuleSet:
    try:
        raw = file.read_bytes()
    except OSError as error:
        raise RuleFault(file.name, f"cannot be read ({error.strerror})") from None
    found = read(file.name, raw)
    named = f"{found.id}.v{found.version}.json"
    if file.name != named:
        raise RuleFault(file.name, f"a file with this set and version is named {named}")
    return found
