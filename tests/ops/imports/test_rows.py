"""Reading CSV files as they come: what is no damage, what is, where it stands, and what is read behind it."""

import tracemalloc
from pathlib import Path

import pytest

from ops.imports.common.report import Notice, Problem, Unusable
from ops.imports.common.rows import LONGEST_LINE, table


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "votes.csv"


def read(file: Path, content: str | bytes, columns: str = "a,b") -> list[tuple[int, list[str]]]:
    """The sound rows of a file with that content, by line."""
    return [found for found in both(file, content, columns) if not isinstance(found, Problem)]


def damaged(file: Path, content: str | bytes, columns: str = "a,b") -> list[tuple[int | None, str]]:
    """What is wrong, by line."""
    return [(found.line, found.reason) for found in both(file, content, columns) if isinstance(found, Problem)]


def both(file: Path, content: str | bytes, columns: str) -> list:
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return list(table(file, columns.split(",")))


@pytest.mark.parametrize(
    "content",
    [
        "a,b\n1,2\n3,4\n",
        "\ufeffa,b\n1,2\n3,4\n",
        "a,b\r\n1,2\r\n3,4\r\n",
        "b,a\n2,1\n4,3\n",
        "x,a,b\nz,1,2\n,3,4\n",
        " a , b\n1,2\n3,4\n",
    ],
    ids=["plain", "byte order mark", "CR LF", "other order", "more columns", "blanks in the header"],
)
def test_what_is_no_damage(file: Path, content: str) -> None:
    assert read(file, content) == [(2, ["1", "2"]), (3, ["3", "4"])]
    assert damaged(file, content) == []


def test_a_row_is_named_by_the_line_where_it_starts(file: Path) -> None:
    content = 'a,b\n1,"two\nlines and\nmore"\n\nx\n5,6\n'
    assert read(file, content) == [(2, ["1", "two\nlines and\nmore"]), (7, ["5", "6"])]
    assert [line for line, _ in damaged(file, content)] == [6]


def test_a_quote_that_is_not_closed_takes_no_sound_row_with_it(file: Path) -> None:
    content = 'a,b\n1,"never closed\n3,4\n5,"closed"\n7,8\n'
    assert read(file, content) == [(3, ["3", "4"]), (4, ["5", "closed"]), (5, ["7", "8"])]
    assert [line for line, _ in damaged(file, content)] == [2]


def test_a_file_that_was_cut_within_quotes(file: Path) -> None:
    content = 'a,b\n1,2\n3,"and the'
    assert read(file, content) == [(2, ["1", "2"])]
    ((line, reason),) = damaged(file, content)
    assert line == 3
    assert "cut" in reason


def test_a_file_that_was_cut_between_fields(file: Path) -> None:
    content = "a,b\n1,2\n3"
    assert read(file, content) == [(2, ["1", "2"])]
    ((line, reason),) = damaged(file, content)
    assert line == 3
    assert "cut" in reason


def test_a_last_row_that_may_be_cut_is_kept_and_doubted(file: Path) -> None:
    file.write_text("a,b\n1,2\n3,4 and perhaps mo")
    *rows, doubt = table(file, ["a", "b"])
    assert rows == [(2, ["1", "2"]), (3, ["3", "4 and perhaps mo"])]
    assert isinstance(doubt, Notice)
    assert doubt.line == 3


def test_a_last_row_whose_end_cannot_be_cut_is_not_doubted(file: Path) -> None:
    file.write_text("a,b\n1,2\n3,4")
    assert list(table(file, ["a", "b"], closed=["b"])) == [(2, ["1", "2"]), (3, ["3", "4"])]


def test_rows_that_are_not_in_utf8(file: Path) -> None:
    content = "a,b\n1,plain\n3,élan\n5,plain\n".encode("latin-1")
    assert read(file, content) == [(2, ["1", "plain"]), (4, ["5", "plain"])]
    ((line, reason),) = damaged(file, content)
    assert line == 3
    assert "UTF-8" in reason


def test_rows_that_are_not_in_utf8_and_have_a_quote_that_is_not_closed(file: Path) -> None:
    content = 'a,b\n1,"plain\n3,élan\n5,plain\n'.encode("latin-1")
    assert read(file, content) == [(4, ["5", "plain"])]
    assert [line for line, _ in damaged(file, content)] == [2, 3]


def test_zero_bytes_are_damage(file: Path) -> None:
    content = b"a,b\n1,2\n3,\0\0\0\n5,6\n"
    assert read(file, content) == [(2, ["1", "2"]), (4, ["5", "6"])]
    assert [line for line, _ in damaged(file, content)] == [3]


def test_a_line_without_an_end_takes_no_memory(file: Path) -> None:
    with file.open("wb") as out:
        out.write(b"a,b\n1,2\n")
        for _ in range(32):
            out.write(b"0" * LONGEST_LINE)
        out.write(b"\n3,4\n")
    tracemalloc.start()
    found = list(table(file, ["a", "b"]))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [row for row in found if not isinstance(row, Problem)] == [(2, ["1", "2"]), (4, ["3", "4"])]
    assert most < 8 * LONGEST_LINE


@pytest.mark.parametrize(
    ("content", "line", "said"),
    [
        ("a,c\n1,2\n", 1, "no column b"),
        ("a;b\n1;2\n", 1, "no column a, b"),
        ("", 1, "empty"),
        ("a,b\n1,2\n".encode("utf-16"), 1, "UTF-16"),
        ('a,"b\n1,2\n', 1, "header"),
    ],
    ids=["missing column", "semicolons", "empty", "UTF-16", "broken header"],
)
def test_a_file_that_cannot_be_used(file: Path, content: str | bytes, line: int, said: str) -> None:
    with pytest.raises(Unusable) as unusable:
        both(file, content, "a,b")
    assert unusable.value.problem.file == str(file)
    assert unusable.value.problem.line == line
    assert said in unusable.value.problem.reason


def test_a_file_that_is_not_there(file: Path) -> None:
    with pytest.raises(Unusable, match="does not exist"):
        list(table(file, ["a"]))
