"""What of a text goes into the search index: its words, cut so small that no sentence can be read from them.

Scripts that write no blanks between words (Chinese, Japanese) are indexed by pairs of neighbouring characters.
"""

import re

CONFIGS = {
    "ar": "arabic", "fr": "french", "en": "english", "de": "german", "es": "spanish", "it": "italian",
    "nl": "dutch", "pt": "portuguese",
}  # fmt: skip
LONGEST_WORD = 20

_word = re.compile(r"\w+")
_unspaced = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]+")


def config(language: str) -> str:
    """PostgreSQL's name for a language's text search configuration: `simple` where it has none."""
    return CONFIGS.get(language.split("-", maxsplit=1)[0].lower(), "simple")


def words(text: str) -> str:
    """The words of a text, none longer than LONGEST_WORD."""
    return " ".join(piece for word in _word.findall(text) for piece in pieces(word))


def pieces(word: str) -> list[str]:
    found, rest = [], word
    for run in _unspaced.findall(word):
        found += [run[n : n + 2] for n in range(max(len(run) - 1, 1))]
        rest = rest.replace(run, " ")
    return found + [piece[:LONGEST_WORD] for piece in rest.split()]
