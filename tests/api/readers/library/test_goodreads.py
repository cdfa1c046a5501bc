"""What a row of Goodreads' export says of a book."""

import pytest

from tests.api.readers.library.exports import TODAY, bad_rows, records, without

HEADER = (
    "Book Id,Title,Author,Author l-f,Additional Authors,ISBN,ISBN13,My Rating,Average Rating,Publisher,Binding,"
    "Number of Pages,Year Published,Original Publication Year,Date Read,Date Added,Bookshelves,"
    "Bookshelves with positions,Exclusive Shelf,My Review,Spoiler,Private Notes,Read Count,Owned Copies"
)
ADDED, READ = "2024-05-01T00:00:00+00:00", "2024-05-02T00:00:00+00:00"
SHELVED = {"Book Id": "1", "Title": "Emma", "Author": "Jane Austen", "Date Added": "2024/05/01"}


def export(**cells: str) -> str:
    """One row below the header; names of columns with _ for blanks."""
    row = SHELVED | {name.replace("_", " "): cell for name, cell in cells.items()}
    quoted = ('"{}"'.format(row.get(column, "").replace('"', '""')) for column in HEADER.split(","))
    return f"{HEADER}\n{','.join(quoted)}\n"


def test_a_book_that_was_read_is_rated_seen_and_in_the_diary() -> None:
    [record] = records(
        export(
            Title="The Tower (Towers, #1)",
            Author="Ann  Example",
            Additional_Authors="Bo Sample, Ann Example,  Cy Test",
            ISBN='="0306406152"',
            ISBN13='="9780306406157"',
            My_Rating="4",
            Year_Published="2001",
            Original_Publication_Year="1999",
            Date_Read="2024/05/02",
            Exclusive_Shelf="read",
            My_Review='Fine, <br/>really: "yes"',
        )
    )
    [event] = record.pop("events")

    assert (event["interaction_type"], event["occurred_at"]) == ("seen", READ)
    assert record == {
        "row": 2,
        "file": "my.csv",
        "item_type": "book",
        "title": "The Tower",
        "title_as_given": "The Tower (Towers, #1)",
        "authors": ["Ann Example", "Bo Sample", "Cy Test"],
        "year": 1999,
        "isbn13": "9780306406157",
        "rating": 4.0,
        "rated_at": READ,
        "seen_at": READ,
    }


@pytest.mark.parametrize(
    ("shelf", "marks"),
    [
        ("read", {"seen_at": ADDED}),
        ("to-read", {"watchlist_at": ADDED}),
        ("currently-reading", {}),
        ("did-not-finish", {}),
    ],
)
def test_a_shelf_is_a_mark_of_the_day_the_book_was_added(shelf: str, marks: dict[str, str]) -> None:
    [record] = records(export(Exclusive_Shelf=shelf, My_Rating="0"))

    emma = {"row": 2, "file": "my.csv", "item_type": "book", "title": "Emma", "authors": ["Jane Austen"]}
    assert record == emma | marks


def test_a_book_without_any_date_is_marked_today() -> None:
    [record] = records(export(Exclusive_Shelf="read", Date_Added="", My_Rating="5"))

    assert record["seen_at"] == TODAY
    assert record["rating"] == 5
    assert "rated_at" not in record


def test_a_book_that_is_still_being_read_is_not_seen_though_it_was_once() -> None:
    [record] = records(export(Exclusive_Shelf="currently-reading", Date_Read="2024/05/02"))

    assert record.keys() & {"seen_at", "events"} == set()


@pytest.mark.parametrize(
    ("given", "title"),
    [
        ("Dusk (Dusk, #1)", "Dusk"),
        ("Dusk (Dawn #1; Noon #2.5)", "Dusk"),
        ("Dusk (Illustrated)", "Dusk (Illustrated)"),
        ("Dusk (1) at (#2) Dawn", "Dusk (1) at (#2) Dawn"),
        ("(#1)", "(#1)"),
    ],
)
def test_the_series_is_no_part_of_the_title(given: str, title: str) -> None:
    [record] = records(export(Title=given))

    assert (record["title"], record.get("title_as_given", given)) == (title, given)


def test_the_isbn_of_ten_serves_where_there_is_none_of_thirteen() -> None:
    [record] = records(export(ISBN='="0306406152"', ISBN13='=""'))

    assert record["isbn13"] == "9780306406157"


def test_the_year_of_the_edition_serves_where_the_first_is_not_known_and_may_be_before_christ() -> None:
    [modern] = records(export(Year_Published="2001"))
    [ancient] = records(export(Year_Published="2001", Original_Publication_Year="-750"))

    assert (modern["year"], ancient["year"]) == (2001, -750)


@pytest.mark.parametrize(
    ("column", "cell", "reason"),
    [
        ("Title", " ", "the title is empty"),
        ("Title", "x" * 501, "the title has 501 characters, 500 at most are taken"),
        ("My_Rating", "6", "My Rating '6' is not one of 0.5, 1, 1.5 and so on to 5"),
    ],
)
def test_what_cannot_be_is_a_bad_row(column: str, cell: str, reason: str) -> None:
    assert bad_rows(export(**{column: cell})) == [(2, reason)]


@pytest.mark.parametrize(
    ("column", "cell", "lost", "reason"),
    [
        ("ISBN13", "9.78E+12", "isbn13", "ISBN13 '9.78E+12' is not an ISBN: a digit of it is wrong or missing"),
        (
            "ISBN13",
            '="9780306406158"',
            "isbn13",
            "ISBN13 '=\"9780306406158\"' is not an ISBN: a digit of it is wrong or missing",
        ),
        ("ISBN", "0306406153", "isbn13", "ISBN '0306406153' is not an ISBN: a digit of it is wrong or missing"),
        ("Date_Read", "2024/02/30", "events", "Date Read '2024/02/30' is not a date such as 2024-01-31"),
        ("Date_Read", "2024/06/03", "events", "Date Read '2024/06/03' is in the future"),
        ("Date_Added", "3/1/2024", "rated_at", "Date Added '3/1/2024' is not a date such as 2024-01-31"),
        ("Original_Publication_Year", "3001", "year", "year '3001' is not a year from -3000 to 3000"),
        ("Additional_Authors", "x" * 201, "authors", f"the author '{'x' * 40}'… has more than 200 characters"),
    ],
)
def test_a_row_is_read_without_an_optional_cell_that_is_spoilt(column: str, cell: str, lost: str, reason: str) -> None:
    content = export(**{"My_Rating": "5", "Exclusive_Shelf": "read", column: cell})
    [record] = records(content)

    assert without(lost, content) == reason
    assert (record["title"], record["rating"]) == ("Emma", 5)


def test_a_sound_isbn_of_ten_stands_in_for_one_of_thirteen_that_a_spreadsheet_spoilt() -> None:
    [record] = records(export(ISBN='="0306406152"', ISBN13='="9.78031E+12"'))

    assert record["isbn13"] == "9780306406157"
    assert len(record["notes"]) == 1


def test_the_day_it_was_read_is_kept_as_a_day() -> None:
    [record] = records(export(Exclusive_Shelf="read", Date_Read="2024/05/02"))

    assert record["events"][0]["on_day"] == "2024-05-02"


def test_of_many_authors_the_first_twenty_are_kept() -> None:
    [record] = records(export(Additional_Authors=",".join(f"Author {n}" for n in range(50))))

    assert len(record["authors"]) == 20
