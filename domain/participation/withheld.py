"""Whether the words of a contribution may be shown, as the contribution stands."""

from typing import Literal

Withheld = Literal["hidden", "withdrawn"]


def withheld(moderation: str, withdrawn: bool) -> Withheld | None:
    """Why a proposal or a comment shows no words: moderation hides them, or the author has withdrawn them. None if it shows
    them."""
    return "hidden" if moderation == "hidden" else "withdrawn" if withdrawn else None
