"""Passwords that are easily guessed are refused, in any script."""

import pytest

from api.accounts.passwords import is_easy

LOGIN = "amina@example.org"


@pytest.mark.parametrize(
    "password",
    [
        "1234567890", "password123", "PASSWORD123", "qwertyuiop", "ｐａｓｓｗｏｒｄ１２３", " " * 10, "\u200b" * 12,
        "\u00a0" * 10,
        "aaaaaaaaaa", "ababababab", "abcabcabcabc", "١٢٣٤٥٦٧٨٩٠", "٠٩٨٧٦٥٤٣٢١", "ابابابابابا", "ⴰⴱⴲⴳⴴⴵⴶⴷⴸⴹ", "0987654321",
        "amina@example.org", "AMINA@EXAMPLE.ORG", "gro.elpmaxe@anima", "amina@example.org1", "aminaamina", "pass word 123",
        "p\u0301assword123", "iloveyou123", "azertyuiop", "1q2w3e4r5t",
    ],
)  # fmt: skip
def test_easy(password: str) -> None:
    assert is_easy(password, LOGIN)


@pytest.mark.parametrize(
    "password",
    [
        "a long sentence of one's own",
        "a long and private sentence",
        "ثلاث نخلات قرب الساقية",
        "tH7#kw9!xPq2",
        "ⵜⴰⵎⵓⵔⵜ ⵜⴰⵎⵇⵔⴰⵏⵜ",
    ],
)
def test_good(password: str) -> None:
    assert not is_easy(password, LOGIN)


def test_a_long_one_takes_no_long_estimate() -> None:
    assert not is_easy("seven quiet herons by the lagoon " * 6, LOGIN)
