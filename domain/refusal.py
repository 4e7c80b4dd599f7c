"""A refusal: a rule says no, and says why in one sentence."""

from typing import ClassVar


class Refusal(Exception):
    """A rule says no. The docstring is the source text of the message, `code` the stable name that clients may rely on.

    What the message names in braces is given as keyword arguments: `raise TooLong(field="title", most=200)`.
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
