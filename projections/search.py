"""The words by which a text is found: whole, by their beginnings, and by their stems. Texts and queries have one normal form.

A text becomes terms: `=word` for a whole word, `word` for a beginning, `fr:stem` for a stem. A word of a query becomes terms too,
and is found in a text that has one of them.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import islice
from pathlib import Path

import msgspec
import snowballstemmer

from domain.letters import MARKS, with_hamza

STEMMERS = {
    "ar": "arabic", "fr": "french", "en": "english", "de": "german", "es": "spanish", "it": "italian",
    "nl": "dutch", "pt": "portuguese",
}  # fmt: skip
"""The Snowball algorithm of a language."""

UNNAMED = ("ar", "fr", "en")
"""The languages whose stems are compared if a query names none."""

FORM = 1
"""Raise it when texts become other terms: then all texts are indexed again."""

SHORTEST, LONGEST = 3, 16
"""Letters of the beginnings that are indexed."""

LIKELY = 5
"""Letters of the rest of an Arabic word after which its first letter is likely to be a prefix."""

STEMMED = 250
"""The words at the start of a text that are indexed by their stems too: a stem takes 0.1 ms."""

MOST_TERMS = 8_192
"""Terms of a text; whole words and stems come before beginnings."""

MOST_WORDS = 16
"""Words of a query; those after them are ignored."""

_word = re.compile(r"[^\W_]+")
_unspaced = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]+")
_arabic = re.compile(r"[\u0600-\u06ff]+")
_latin = re.compile(r"[a-z]+")

_article = re.compile("[وف]?(?:[بك]?ال|لل)(?=..)")
_prefixes = re.compile("[وف]?[بلك]?")
_carriers = str.maketrans({"ؤ": "و", "ئ": "ي"})
_hamza, _all_hamzas = str.maketrans("", "", "ء"), str.maketrans("", "", "ءؤئ")
_annexed = re.compile("ⵡ(?=[ⴰⵓ].)|ⵢ(?=ⵉ.)|(?<=^ⵜ)ⴰ")

_function_words = """
    le la les un une des du de et ou en au aux dans sur pour par avec ce cette ces que qui qu ne pas est sont se il elle
    the an of and or in on at to for with by is are be this that it as from
    في من علي الي عن ان او ما لا هذا هذه التي الذي مع ثم قد
"""
FUNCTION_WORDS = frozenset(_function_words.split())
"""A query is looked for without these, and without single letters, if it has other words."""


class Terms(msgspec.Struct, frozen=True):
    """The terms of one word: those that say the whole word, and its beginnings."""

    whole: frozenset[str]
    beginnings: frozenset[str] = frozenset()


def terms_of_text(text: str, language: str) -> list[str]:
    """The terms of a text, MOST_TERMS at most."""
    spoken = (base(language),)
    words = dict.fromkeys(words_of(text))
    terms = [terms_of(word, spoken if number < STEMMED else ()) for number, word in enumerate(words)]
    found = dict.fromkeys(term for one in terms for term in one.whole)
    found |= dict.fromkeys(term for one in terms for term in one.beginnings)
    return list(islice(found, MOST_TERMS))


def terms_of_query(text: str, language: str | None = None) -> list[list[str]]:
    """For each word that a query looks for, the terms of which a text must have one."""
    words = list(islice(dict.fromkeys(words_of(text)), MOST_WORDS))
    telling = [word for word in words if len(word) > 1 and with_hamza(word) not in FUNCTION_WORDS]
    spoken = (base(language),) if language else UNNAMED
    return [sorted(looked_for(word, spoken)) for word in telling or words]


def base(language: str) -> str:
    """The primary subtag of a language tag: `zgh` of `zgh-Tfng`."""
    return language.split("-", maxsplit=1)[0].lower()


def words_of(text: str) -> Iterator[str]:
    """The words of a text in lower case, with the accents that are part of a letter. Scripts that write no blanks between words
    (Chinese, Japanese) give pairs of neighbouring characters."""
    composed = unicodedata.normalize("NFKC", text).casefold().replace("\u02bc", "'")
    for word in _word.findall("".join(one for one in composed if unicodedata.category(one) not in MARKS)):
        rest = word
        for run in _unspaced.findall(word):
            yield from (run[start : start + 2] for start in range(max(len(run) - 1, 1)))
            rest = rest.replace(run, " ")
        yield from rest.split()


@lru_cache(50_000)
def terms_of(word: str, languages: tuple[str, ...]) -> Terms:
    """The terms of a word of a text."""
    whole, beginnings = set(), set()
    for spelling in spellings(word):
        sure, possible = variants(spelling)
        whole |= {f"={one}" for one in (*sure, *possible)}
        begun = [*sure, *(one for one in possible if len(one) >= LIKELY)]
        beginnings |= {beginning for one in begun if not one.isdecimal() for beginning in beginnings_of(one)}
    return Terms(frozenset(whole | stems(word, languages)), frozenset(beginnings))


def looked_for(word: str, languages: tuple[str, ...]) -> set[str]:
    """The terms of which a text must have one to have a word of a query."""
    terms = stems(word, languages)
    for spelling in spellings(word):
        sure, possible = variants(spelling)
        terms |= {f"={one}" for one in (*sure, *possible)}
        terms |= {one[:LONGEST] for one in sure if len(one) >= SHORTEST}
    return terms


def beginnings_of(word: str) -> Iterator[str]:
    return (word[:length] for length in range(SHORTEST, min(len(word), LONGEST) + 1))


def spellings(word: str) -> list[str]:
    """The normal forms of a word: with its hamzas on their letters; without the free ones; without any, and their letters."""
    written = with_hamza(word)
    carried = written.translate(_carriers)
    shorter = [carried.translate(_hamza), written.translate(_all_hamzas)]
    return list(dict.fromkeys([carried, *(one for one in shorter if len(one) >= 3 or one.endswith("ي"))]))


def variants(word: str) -> tuple[list[str], list[str]]:
    """A word without what its script joins to its start: the forms that are sure, itself among them, and those that are only
    possible, for the letter may belong to the word."""
    if _arabic.fullmatch(word):
        if article := _article.match(word):
            return [word, word[article.end() :]], []
        if word in rooted():
            return [word], []
        prefixes = _prefixes.match(word)
        ends = range(1, prefixes.end() + 1) if prefixes else ()
        return [word], [word[end:] for end in ends if len(word) - end >= 3]
    annexed = _annexed.sub("", word, count=1)
    return [word, annexed] if annexed != word and len(annexed) >= 3 else [word], []


def stems(word: str, languages: tuple[str, ...]) -> set[str]:
    """The stems of a word in each language whose script it is written in."""
    found = set()
    for language in languages:
        if language not in STEMMERS:
            continue
        if language == "ar":
            found |= {f"ar:{stem}" for stem in arabic_stems(spellings(word)[0])}
        elif _latin.fullmatch(plain := with_hamza(word)):
            found |= {f"{language}:{with_hamza(stemmer(language).stemWord(one))}" for one in {word, plain}}
    return found


def arabic_stems(word: str) -> set[str]:
    """The stems of an Arabic word, which only lose an ending: `variants` takes off prefixes. Snowball takes other endings off a
    word with an article (of plurals) than off one without (pronouns). A stem of under three letters says too little."""
    if not _arabic.fullmatch(word):
        return set()
    sure, possible = variants(word)
    found = set()
    for bare in {sure[-1], *possible}:
        ending = f"{bare[:-1]}ة" if bare.endswith("ه") else bare
        cut = (stemmer("ar").stemWord(form).removeprefix("ال") for form in (ending, f"ال{ending}"))
        found |= {stem for stem in cut if len(stem) >= 3 and bare.startswith(stem)}
    return found


@cache
def stemmer(language: str) -> "snowballstemmer.stemmer":
    return snowballstemmer.stemmer(STEMMERS[language])


@cache
def rooted() -> frozenset[str]:
    """Frequent Arabic words whose first letter looks like a prefix and is none."""
    text = Path(__file__).with_name("search.rooted.txt").read_text()
    return frozenset(form for word in text.split() for form in spellings(word))
