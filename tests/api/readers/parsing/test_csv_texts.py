"""CSV of strangers: columns by any name, and a bound on the work."""

import pytest

from api.errors import InvalidInput
from api.readers.parsing.csv_files import BadRow
from api.readers.parsing.csv_texts import CsvText, NamedRow


def read(text: str) -> list[tuple[int, dict[str, str] | str]]:
    """Line and cells of every row, or line and reason of a bad one."""
    rows = CsvText("my.csv", text).read_rows()
    return [(row.line, row.reason) if isinstance(row, BadRow) else (row.line, row.cells) for row in rows]


def test_columns_are_folded_and_cells_without_blanks_around_them() -> None:
    table = CsvText("my.csv", ' Book Id ,TITLE,book_id\n1, "Emma" ,2\n')

    assert table.columns == {"bookid", "title"}
    assert list(table.read_rows()) == [NamedRow(2, {"bookid": "1", "title": "Emma"})]


def test_the_first_cell_that_says_something_counts() -> None:
    row = NamedRow(2, {"b": "x", "c": "y"})

    assert (row.cell("a", "b", "c"), row.cell("c"), row.cell("a")) == ("x", "y", "")


@pytest.mark.parametrize("text", ["a,b\n1,2\n", "a;b\n1;2\n", "a\tb\n1\t2\n", "a;b\r\n1;2\r\n", '"a"\t"b"\n"1"\t"2"'])
def test_commas_semicolons_and_tabs_are_told_by_the_first_line(text: str) -> None:
    assert read(text) == [(2, {"a": "1", "b": "2"})]


def test_blank_rows_are_passed_over_and_broken_ones_named() -> None:
    text = 'a,b\n\n , \n,,,\n1,2\n1\n"1,2\n3,4\n'

    assert read(text) == [
        (5, {"a": "1", "b": "2"}),
        (6, "1 cells instead of 2"),
        (7, "not CSV: unexpected end of data"),
        (8, {"a": "3", "b": "4"}),
    ]


@pytest.mark.parametrize(
    "text",
    [
        'a,b\n"1,""x, y"""\n',  # the row as one cell
        '"a,b"\n"1,""x, y"""\n',
        'a , b \n1 , "x, y"\n',  # quotes behind a blank
        'a,b\n"1" , "x, y" \n',
        'a,b\r\n1, "x, y" \r\n',
        'a;b\n"1;""x, y"""\n',
        'a\tb\n1\t "x, y"\n',
        'a,b\n1,"x, y",,\n',  # empty cells behind
        'sep=,\na,b\n1,"x, y"\n',
        "SEP=;\r\na;b\r\n1;x, y\r\n",
    ],
)
def test_odd_shapes_are_read_as_they_are_meant(text: str) -> None:
    line = 3 if "sep" in text.lower() else 2

    assert read(text) == [(line, {"a": "1", "b": "x, y"})]


def test_blanks_within_quotes_stay_as_they_are() -> None:
    assert read('a,b\n1,"He said, ""no"" , so"\n') == [(2, {"a": "1", "b": 'He said, "no" , so'})]


def test_a_cell_of_one_column_that_has_commas_is_no_row() -> None:
    assert read('a\n"1,2"\n') == [(2, {"a": "1,2"})]


def test_a_row_in_one_cell_of_another_number_of_cells_is_bad() -> None:
    assert read('a,b\n"1,2,3"\n') == [(2, "3 cells instead of 2")]


@pytest.mark.parametrize("text", ["", "\n", '"a,b\n1,2\n', "x" * 300_000])
def test_a_first_line_that_is_no_csv_names_no_columns(text: str) -> None:
    assert not CsvText("my.csv", text).has("a")


def test_a_row_without_end_is_bad_and_the_next_is_read() -> None:
    assert read("a,b\n" + "x," * 150_000 + "\n1,2\n") == [
        (2, "not CSV: a row of more than 200,000 characters"),
        (3, {"a": "1", "b": "2"}),
    ]


def test_quotes_that_are_never_closed_are_read_again_only_so_often() -> None:
    # Each line closes the quote of the one before and opens another.
    rows = read("a,b\n" + 'x","\n' * 200_000)

    assert len(rows) < 100
    assert all(isinstance(reason, str) for _, reason in rows)


def test_counting_ends_past_what_is_asked() -> None:
    table = CsvText("my.csv", "a,b\n" + "1,2\n" * 50 + "1\n")

    assert (table.count_rows(100), table.count_rows(50), table.count_rows(10)) == (51, 51, 11)


def test_more_lines_than_a_library_has_are_refused() -> None:
    with pytest.raises(InvalidInput) as refusal:
        CsvText("my.csv", "a,b\n" * 300_001)

    assert refusal.value.slug == "file_too_large"
