"""A number agrees with the noun beside it, in the forms that each language has."""

import re

import pytest

from api import i18n
from api.i18n import FORMS, translate

WAIT = "Too many requests: retry after {retry_after} s."


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (0, "0 ثانية"), (1, "ثانية واحدة"), (2, "ثانيتين"), (3, "3 ثوان"), (10, "10 ثوان"), (11, "11 ثانية"), (99, "99 ثانية"),
        (100, "100 ثانية"), (102, "102 ثانية"), (103, "103 ثوان"), (111, "111 ثانية"), (1_000, "1.000 ثانية"),
    ],
)  # fmt: skip
def test_arabic(number: int, said: str) -> None:
    assert translate(WAIT, "ar", retry_after=number) == f"عدد الطلبات كبير: أعد المحاولة بعد {said}."


def test_french() -> None:
    assert translate(WAIT, "fr", retry_after=1) == "Trop de requêtes : réessayez dans 1 seconde."
    assert translate(WAIT, "fr", retry_after=2) == "Trop de requêtes : réessayez dans 2 secondes."


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_a_translation_gives_all_forms_of_the_language(language: str) -> None:
    counted = 0
    for message in i18n.catalogue(language):
        for forms in re.findall(r"{\w+:([^}]*)}", str(message.string)):
            counted += 1
            assert len(forms.split("|")) == len(FORMS[language]), message.string
    assert counted >= 3


UNITS = "بايت|حرف|حروف|حرفا|ثانية|دقيقة|يوما|أيام|وثيقة|وثائق|مقعد|مقاعد|عضوا|أعضاء|لغات|لغة|نقطة|مؤشرا"


def test_no_arabic_noun_stands_beside_a_number_in_one_form_only() -> None:
    """`{most} بايت` is wrong for most numbers: a translation gives the forms of the noun, or the number behind a colon."""
    wrong = [
        str(message.string)
        for message in i18n.catalogue("ar")
        if re.search(rf"{{\w+}} ?(?:{UNITS})\b", str(message.string))
    ]
    assert wrong == []
