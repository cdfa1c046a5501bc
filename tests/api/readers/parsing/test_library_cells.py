"""Ids whose digits check one another."""

import pytest

from api.readers.parsing.cells import BadCell
from api.readers.parsing.library_cells import isbn13


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        # 0·10+3·9+0·8+6·7+4·6+0·5+6·4+1·3+5·2+2·1 = 132 = 12·11; 9+7·3+8+0·3+3+0·3+6+4·3+0+6·3+1+5·3 = 93, and 7 to 100
        ("0306406152", "9780306406157"),
        ("0-306-40615-2", "9780306406157"),
        ("9780306406157", "9780306406157"),
        ("978 0 306 40615 7", "9780306406157"),
        # 0·10+8·9+0·8+4·7+4·6+2·5+9·4+5·3+7·2+10·1 = 209 = 19·11, where X is 10
        ("080442957X", "9780804429573"),
        ("080442957x", "9780804429573"),
        ('="0306406152"', "9780306406157"),
        ("306406152", "9780306406157"),  # a spreadsheet took its zero
        ("80442957X", "9780804429573"),
        ("080442957", "9780804429573"),  # calibre writes digits alone
        ("9780306406157.0", "9780306406157"),
        ("9.780306406157E+12", "9780306406157"),
        ('=""', None),
        ("", None),
    ],
)
def test_an_isbn_of_ten_or_thirteen_is_one_of_thirteen(text: str, digits: str | None) -> None:
    assert isbn13(text) == digits


@pytest.mark.parametrize(
    "text",
    [
        "0306406151",
        "9780306406158",
        "0306406125",
        "X306406152",
        "1234567890123",
        "978030640615",
        "=1",
        "isbn",
        "9.78031E+12",
        "306406151",
        "9780306406157.5",
    ],
)
def test_an_isbn_with_a_wrong_digit_is_none(text: str) -> None:
    with pytest.raises(BadCell):
        isbn13(text)
