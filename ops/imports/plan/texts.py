"""Texts of cells: without invisible marks, quoted in messages; and texts whose letters were lost, or that are ids."""

import re

from ops.imports.common.sentences import Message

_marks = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u0640\u00ad\u061c]")
_blank = re.compile(r"\s+")
_lost = re.compile(r"\?{2,}|\ufffd")
_mojibake = re.compile(r"[ÃÂ][\u0080-\u00bf]|(?:[ØÙÚÛ][^\sa-zA-Z0-9]){2,}|â€")
_id = re.compile(
    r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|(?=.*[0-9])[0-9a-f]{16,}|[0-9][0-9 .,/_-]*", re.IGNORECASE
)


class Unreadable(ValueError):
    """A value cannot be parsed; `message` says what to write instead."""

    def __init__(self, message: Message) -> None:
        self.message = message
        super().__init__(str(message))


def clean(text: str) -> str:
    """A text with ASCII digits, single blanks, and without marks of direction or joining."""
    digits = "".join(str(int(one)) if one.isdecimal() else one for one in _marks.sub("", text))
    return _blank.sub(" ", digits).strip()


def quoted(text: str) -> str:
    """A value in a message."""
    return f"“{text if len(text) <= 40 else text[:39] + '…'}”"


def letters_lost(text: str) -> bool:
    """Whether letters of a text were lost when it was saved: most of its signs are question marks, it has the sign of replaced
    letters, or the letters of UTF-8 read as a code page."""
    visible = "".join(text.split())
    return (bool(_lost.search(text)) and ("\ufffd" in text or 2 * visible.count("?") > len(visible))) or bool(
        _mojibake.search(text)
    )


def looks_like_an_id(text: str) -> bool:
    """Whether a title is a UUID, a hash or a number: probably of another column."""
    return bool(_id.fullmatch(clean(text)))
