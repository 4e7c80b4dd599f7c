"""Which passwords are refused: those that somebody who tries the likely ones finds.

The `zxcvbn` package estimates how many tries a password withstands: it knows 30,000 common passwords, names and words, rows of
keys, sequences, repetitions, and dates, alone and together.
"""

import unicodedata
from itertools import pairwise

from zxcvbn import zxcvbn

EASY = 3
"""The least score that is accepted, of 4: 100 million tries. With the delays of failed logins that takes centuries."""

MOST_ESTIMATED = 64
"""The characters that are looked at: the estimate takes quadratic time."""


def normal(text: str) -> str:
    """A text as it is compared: without regard to case, compatibility forms, scripts of digits, marks and invisible signs."""
    letters = unicodedata.normalize("NFKC", text).casefold()
    return "".join(
        digit_or(letter) for letter in letters if unicodedata.category(letter) not in {"Cf", "Mn", "Cc"}
    ).strip()


def digit_or(letter: str) -> str:
    return str(unicodedata.decimal(letter, letter))


def is_easy(password: str, login: str) -> bool:
    """Whether a password is easily guessed: common, blank, repeated, a sequence, or much like the login."""
    text, name = normal(password), normal(login)
    letters = [letter for letter in text if not letter.isspace()]
    if len(set(letters)) < 5 or is_sequence("".join(letters)):
        return True
    own = {part for part in (name, name.partition("@")[0], name[::-1]) if len(part) >= 3}
    if any(len(text.replace(part, "")) < 4 for part in own):
        return True
    estimates = (zxcvbn(one[:MOST_ESTIMATED], user_inputs=sorted(own)) for one in (text, "".join(letters)))
    return any(estimate["score"] < EASY for estimate in estimates)


def is_sequence(text: str) -> bool:
    """Whether each character follows the one before in its alphabet, up or down: in scripts that the estimate does not know."""
    return len({ord(after) - ord(before) for before, after in pairwise(text)}) <= 1
