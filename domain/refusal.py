"""Refusals: a rule rejects a command, and gives the reason in one sentence."""

from typing import ClassVar


class Refusal(Exception):
    """A rule rejects a command. The docstring is the source text of the message, `code` the stable name that clients may rely on.

    Keyword arguments fill the placeholders of the message: `raise TooLong(field="title", most=200)`.
    """

    code: ClassVar[str]

    def __init__(self, **details: str | int) -> None:
        self.details = details
        super().__init__(self.code)

    def __str__(self) -> str:
        return (self.__doc__ or self.code).format(**self.details)


class NotAllowed(Refusal):
    """You do not hold an office that allows this."""

    code = "not-allowed"
