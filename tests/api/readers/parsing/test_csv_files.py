"""Rows, the lines they begin on, and that a broken one costs no other."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.errors import InvalidInput
from api.readers.parsing.csv_files import BadRow, CsvFile, CsvRow

HEADER = "id,title,genres\n"
COLUMNS = ("id", "title")


def csv_file(folder: Path, text: str | bytes, columns: tuple[str, ...] = COLUMNS) -> CsvFile:
    """A file that holds `text`."""
    path = folder / "file.csv"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return CsvFile(path, columns)


def read(folder: Path, text: str | bytes) -> list[tuple[int, tuple[str, ...] | str]]:
    """Line and cells of every row of `text`, or line and reason of a bad one."""
    rows = csv_file(folder, text).read_rows()
    return [(row.line, row.reason) if isinstance(row, BadRow) else (row.line, row.cells) for row in rows]


def test_columns_are_found_by_name_wherever_they_stand(tmp_path: Path) -> None:
    file = csv_file(tmp_path, "more,title,id\nx,Dune,1\n")

    assert list(file.read_rows()) == [CsvRow(2, ("1", "Dune"))]


def test_lines_are_counted_as_editors_do_past_cells_of_several_lines(tmp_path: Path) -> None:
    text = HEADER + '1,"Dune\nPart\n\nOne",SF\n2,Ran,War\n\n3,"a ""quoted""\nword",x\n4,Emma,Drama'

    assert read(tmp_path, text) == [
        (2, ("1", "Dune\nPart\n\nOne")),
        (6, ("2", "Ran")),
        (8, ("3", 'a "quoted"\nword')),
        (10, ("4", "Emma")),
    ]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("2,Ran", "2 cells instead of 3"),
        ("2,Ran,War,more", "4 cells instead of 3"),
        ("2,R\0an,War", "a NUL character"),
        ('2,"Ran" and more,War', "not CSV: ',' expected after '\"'"),
        ("2,Ran\rRan,War", "not CSV: new-line character seen in unquoted field"),
        (b"2,R\xffn,War", "not UTF-8"),
        (b"2,R\xe9n,War", "not UTF-8"),
    ],
)
def test_a_broken_row_is_named_and_costs_no_other(tmp_path: Path, row: str | bytes, reason: str) -> None:
    broken = row.encode() if isinstance(row, str) else row

    first, bad, last = read(tmp_path, HEADER.encode() + b"1,Dune,SF\n" + broken + b'\n3,"Emma",Drama\n')

    assert (first, last) == ((2, ("1", "Dune")), (4, ("3", "Emma")))
    assert bad[0] == 3
    assert str(bad[1]).startswith(reason)


def test_a_broken_row_of_several_lines_is_one_bad_row_of_its_first_line(tmp_path: Path) -> None:
    assert read(tmp_path, HEADER + '1,"Du\nne"\n2,Ran,War\n') == [(2, "2 cells instead of 3"), (4, ("2", "Ran"))]


@pytest.mark.parametrize("rest", ["3,Emma,Drama\n4,Ran,War\n", '3,Emma,Drama\n4,"Ran, The",War\n'])
def test_a_quote_that_nobody_closes_costs_its_own_row_alone(tmp_path: Path, rest: str) -> None:
    rows = read(tmp_path, HEADER + '1,Solaris,SF\n2,"Dune,SF\n' + rest)

    assert [line for line, _ in rows] == [2, 3, 4, 5]
    assert [type(cells) for _, cells in rows] == [tuple, str, tuple, tuple]


def test_many_open_quotes_in_a_long_file_are_read_in_one_go(tmp_path: Path) -> None:
    text = HEADER + "".join(f'{n},"Film {n},x\n' if n % 1000 == 0 else f"{n},Film {n},x\n" for n in range(50_000))

    rows = read(tmp_path, text)

    assert len(rows) == 50_000
    assert sum(isinstance(cells, str) for _, cells in rows) == 50


@given(junk=st.text(st.characters(exclude_characters="\n", exclude_categories=["Cs"]), max_size=60))
def test_whatever_stands_on_a_line_the_others_are_read(tmp_path_factory: pytest.TempPathFactory, junk: str) -> None:
    text = f'{HEADER}1,Dune,SF\n2,"Emma, or: Love",x\n{junk}\n3,Ran,War\n4,"Solaris, The",SF\n'

    rows = read(tmp_path_factory.mktemp("junk"), text)

    expected = [
        (2, ("1", "Dune")),
        (3, ("2", "Emma, or: Love")),
        (5, ("3", "Ran")),
        (6, ("4", "Solaris, The")),
    ]
    assert [row for row in rows if row[0] != 4] == expected


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_ends_and_byte_order_marks_of_windows_are_no_part_of_cells(tmp_path: Path, ending: str, mark: str) -> None:
    file = csv_file(tmp_path, f"{mark}id,title{ending}1,Dune{ending}{ending}")

    assert list(file.read_rows()) == [CsvRow(2, ("1", "Dune"))]


def test_lines_are_counted_without_the_header(tmp_path: Path) -> None:
    assert csv_file(tmp_path, HEADER + "1,Dune,SF\n2,Ran,War\n").count_lines() == 2


@pytest.mark.parametrize(
    "text", ["", "\n", "id;title\n1;Dune\n", "1,Dune,SF\n", '"id,title\n1,Dune\n', b"\x1f\x8b\x00\r\x01"]
)
def test_another_file_than_expected_is_refused_in_one_sentence(tmp_path: Path, text: str | bytes) -> None:
    with pytest.raises(InvalidInput) as refusal:
        csv_file(tmp_path, text)

    assert "its first line must name id, title" in refusal.value.detail
    assert "\n" not in refusal.value.detail


@pytest.mark.parametrize("name", ["absent.csv", "."])
def test_a_file_that_cannot_be_read_is_refused_in_one_sentence(tmp_path: Path, name: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        CsvFile(tmp_path / name, COLUMNS)

    assert refusal.value.detail.startswith(f"{tmp_path / name} cannot be read (")
