"""Detects the language of texts without a language tag: `ar` by their letters, else `und` (undetermined)."""

import re

UNDETERMINED = "und"

_arabic = re.compile(r"[\u0600-\u06ff]")
_not_arabic = re.compile(r"[\u067e\u0686\u0698\u06a9\u06af\u06cc\u0679\u0688\u0691\u06ba\u06d2\u06be\u06c1]")
"""Letters of Persian and Urdu that Arabic does not use."""


def language_of(text: str) -> str:
    """`ar` if most letters are Arabic and none belongs to another language in Arabic script; else `und`, never a guess."""
    letters = [letter for letter in text if letter.isalpha()]
    arabic = sum(1 for letter in letters if _arabic.match(letter))
    return "ar" if arabic * 2 > len(letters) and not _not_arabic.search(text) else UNDETERMINED
