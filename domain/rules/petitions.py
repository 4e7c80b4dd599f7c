"""How many must sign a petition, and where they must live."""

from collections.abc import Mapping

from domain.rules.values import Signatures, Spread


def signatures_needed(signatures: Signatures, inhabitants: int, *, has_districts: bool = False) -> int:
    """How many signatures a petition needs in a community of so many inhabitants."""
    if inhabitants < 0:
        raise ValueError(f"{inhabitants} is no number of inhabitants")
    if has_districts and signatures.with_districts is not None:
        return signatures.with_districts
    return [step.signatures for step in signatures.steps if step.from_ <= inhabitants][-1]


def needed_in_each(spread: Spread, needed: int) -> int:
    """How many of the signatures needed must come from each province at least: a part of one counts as one."""
    return spread.share.least(needed)


def is_carried(needed: int, spread: Spread | None, signed: Mapping[str, int]) -> bool:
    """Whether a petition has its signatures: enough of them, and enough from each of the places in `signed`, which names
    every province of the community, also one where nobody signed."""
    enough = sum(signed.values()) >= needed
    return enough and (spread is None or all(here >= needed_in_each(spread, needed) for here in signed.values()))
