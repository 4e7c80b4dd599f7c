"""The data dictionary: complete, in three languages, and nothing in it that is not there."""

import pytest

from projections.export.dictionary import LANGUAGES, as_markdown, descriptions, dictionary, texts
from projections.export.export import SEALED, Column, Kind, kinds
from projections.export.formats import cell

KINDS = kinds()
COLUMNS = [(kind, column) for kind in KINDS.values() for column in kind.columns]


@pytest.mark.parametrize(("kind", "column"), COLUMNS, ids=[f"{kind.name}.{column.name}" for kind, column in COLUMNS])
def test_every_column_is_described_in_every_language(kind: Kind, column: Column) -> None:
    try:
        found = descriptions(kind, column)
    except KeyError:
        pytest.fail(f"projections/export/dictionary.json says nothing of {kind.name}.{column.name}")
    assert set(found) == set(LANGUAGES)
    assert all(text.strip() for text in found.values())


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_is_described(name: str) -> None:
    assert set(texts()[name]) == set(LANGUAGES)


def test_nothing_is_described_that_is_not_there() -> None:
    used = set(KINDS)
    for kind, column in COLUMNS:
        exact = f"{kind.name}.{column.name}"
        event = column.refers == "events" and column.name.endswith("_event")
        used.add(exact if exact in texts() else "*._event" if event else f"*.{column.name}")
    assert set(texts()) == used


def test_what_refers_to_something_refers_to_a_file_that_is_there() -> None:
    for one in dictionary(KINDS.values()):
        assert one.refers_to is None or one.refers_to in {*KINDS, "events"}, (one.file, one.column)


def test_every_sealed_column_is_one_of_its_read_model() -> None:
    for name, columns in SEALED.items():
        fields = KINDS[name].model.row.__struct_fields__
        for column, words in columns.items():
            assert column in fields
            assert words.languages is None or words.languages in fields


PSEUDONYMS = {"author", "holder", "member", "representative"}


def test_of_every_id_it_is_said_what_it_is_of() -> None:
    """A column of ids that is none of these may hold events whose openings have words: then it belongs into SEALED."""
    for kind in KINDS.values():
        for place, column in enumerate(kind.columns):
            if column.type == "id" and column.name not in PSEUDONYMS and place:
                assert column.refers, f"{kind.name}.{column.name}: say what it refers to, or which words it opens"


def test_the_dictionary_for_people_has_every_column() -> None:
    text = as_markdown(KINDS.values())
    assert text.count("\n| ") == len(COLUMNS) + len(KINDS)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, ""), (True, "true"), (-5, "-5"), ("-5", "-5"), ("-5.25", "-5.25"), ("=1+1", "'=1+1"), ("-1+1", "'-1+1"),
        ("@x", "'@x"), ("\t=1", "'\t'=1"), ("＝1", "'＝1"), ("a=1", "a=1"), ({"ar": "=1"}, '{"ar":"=1"}'), ([], "[]"),
    ],
)  # fmt: skip
def test_a_cell_of_csv(value: object, written: str) -> None:
    assert cell(value) == written
