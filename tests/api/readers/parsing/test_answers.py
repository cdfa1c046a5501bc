"""Values of the answers of TMDB and Google Books, in literals."""

from typing import Any

import pytest

from api.readers.parsing.answers import day, language, number, plain, text, whole


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2013-09-06", (2013, "2013-09-06")),
        ("2004-11", (2004, None)),
        ("2004", (2004, None)),
        ("", (None, None)),
        ("19??", (None, None)),
        ("199?", (None, None)),
        ("2016-09-15T00:00:00+02:00", (2016, "2016-09-15")),  # the day as it was written
        ("2016-09-15 00:00:00", (2016, "2016-09-15")),
        ("1998*", (1998, None)),
        ("1998?", (1998, None)),
        ("[1998]", (1998, None)),
        ("c1998.", (1998, None)),
        ("0101-01-01", (None, None)),
        ("0999", (None, None)),
        ("1000", (1000, None)),
        ("19981", (None, None)),
        ("2013-02-31", (2013, None)),
        (None, (None, None)),
        (2004, (None, None)),
        ("0000", (None, None)),
    ],
)
def test_a_date_may_be_a_year(value: Any, expected: Any) -> None:
    assert day(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (1, 1.0),
        ("93.4917", 93.4917),
        (0, 0.0),
        (-1, None),
        ("nan", None),
        (float("inf"), None),
        (True, None),
        ("x", None),
    ],
)
def test_a_number_may_be_text(value: Any, expected: Any) -> None:
    assert number(value) == expected
    assert whole(139.0) == 139
    assert whole(1.5) is None
    assert number(11, 10) is None


def test_text_is_trimmed_cut_and_storable() -> None:
    assert text("  a\0b\ud800 ") == "ab"
    assert text("abcdef", 3) == "abc"
    assert [text(one) for one in ("", " ", None, 3)] == [None] * 4


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        *[("hi", "hi"), ("EN", "en"), ("pt-BR", "pt"), ("fil", "fil"), ("zh-Hant-TW", "zh"), ("cn", "yue")],
        *[("iw", "he"), ("in", "id"), ("ji", "yi"), ("jw", "jv"), ("mo", "ro"), ("iw-IL", "he"), ("pt_BR", "pt")],
        *[(value, None) for value in ("xx", "un", "und", "mul", "", None, "1a", "english", "x")],
    ],
)
def test_a_language_is_the_catalogues_code_of_it(value: Any, expected: str | None) -> None:
    assert language(value) == expected


def test_html_is_read_as_text() -> None:
    assert plain("<p>One &amp; two.<br>Three</p><p>four</p>") == "One & two. Three four"
    assert plain("2 < 3") == "2 < 3"
    assert plain(None) is None
