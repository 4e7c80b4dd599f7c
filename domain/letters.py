"""The normal form of letters: two spellings of one word have the same one.

It has no case, accents, short vowels, shadda, tatweel or invisible characters; alef, ya and ha have one form each; digits of any
script are ASCII, full-width letters and presentation forms the usual ones.
"""

import re
import unicodedata
from functools import lru_cache

_letters = str.maketrans({
    # Arabic: the alef that does not decompose; letters of Persian, Urdu and Moroccan keyboards
    "ٱ": "ا", "ى": "ي", "ی": "ي", "ې": "ي", "ے": "ي", "ة": "ه", "ۃ": "ه", "ہ": "ه", "ھ": "ه", "ە": "ه", "ۀ": "ه",
    "ک": "ك", "گ": "ك", "ڭ": "ك", "ݣ": "ك", "پ": "ب", "ڤ": "ف", "ڥ": "ف",
    # Latin: letters that do not decompose
    "œ": "oe", "æ": "ae", "ø": "o", "đ": "d", "ħ": "h", "ł": "l", "ı": "i", "ʿ": None, "ʾ": None, "ʼ": "'", "’": "'",
    # tatweel; the hamza above or below an alef; the Tifinagh mark of labialisation
    "\u0640": None, "\u0655": None, "ⵯ": None,
})  # fmt: skip
_hamza = str.maketrans({"ء": None, "ؤ": "و", "ئ": "ي"})

_hamza_above = "\u0654"
_hamza_on_alef = re.compile("(?<=ا)\u0654")

MARKS = frozenset(["Mn", "Me", "Cf"])
"""Categories of characters that spellings differ by: marks above and below letters; invisible ones."""

UNSEEN = frozenset([*MARKS, "Cc", "Zs", "Zl", "Zp"])
"""Categories of characters that show nothing by themselves."""

_fillers = frozenset("\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Characters of other categories that show nothing: fillers of Hangul, vowels of Khmer, the empty cell of Braille."""

_turning = re.compile(r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def folded(text: str) -> str:
    """The normal form of a text's letters, without any hamza (`مسؤول` as `مسوول`); punctuation and blanks stay."""
    return with_hamza(text).translate(_hamza)


@lru_cache(10_000)
def with_hamza(text: str) -> str:
    """The normal form, in which a hamza stays unless it is on an alef."""
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    kept = (one for one in decomposed if one == _hamza_above or unicodedata.category(one) not in MARKS)
    letters = _hamza_on_alef.sub("", "".join(kept).translate(_letters))
    composed = unicodedata.normalize("NFC", letters).replace(_hamza_above, "").translate(_letters)
    return "".join(str(unicodedata.decimal(one)) if one.isdecimal() else one for one in composed)


def blank(text: str) -> bool:
    """Whether a text shows nothing: only blanks, control characters, marks and invisible characters."""
    return all(one.isspace() or one in _fillers or unicodedata.category(one) in UNSEEN for one in text)


def without_turns(text: str) -> str:
    """A text without the characters that turn the direction of what follows them."""
    return _turning.sub("", text)
