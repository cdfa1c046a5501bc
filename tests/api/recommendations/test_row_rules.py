"""Which rows a front page has, in which order and under which titles: pure functions, told by literals."""

from typing import Any

import pytest

from api.ranking.candidates import Candidate, Ranked
from api.recommendations import carousel_titles as titles
from api.recommendations.carousels import Row, rows_of
from api.recommendations.front_page import public_rows
from api.recommendations.row_choices import to_rate

Json = dict[str, Any]
NOTHING: Json = {"tastes": [], "seeds": [], "languages": None, "moving": [], "popular": []}


def ranked(item_id: int, *, score: float | None = None, popular: float = 1, **features: Any) -> Ranked:
    """A candidate of this id; without a score the lesser ids have the larger ones."""
    candidate = Candidate(item_id, {"popular": popular}, **features)
    return Ranked(candidate, 1 - item_id / 1000 if score is None else score, (), item_id)


def page(
    found: list[Ranked],
    shown: Json | None = None,
    rated: Json | None = None,
    *,
    main: str | None = None,
    tastes: int = 3,
    limit: int = 4,
) -> list[Row]:
    """The rows, without variety."""
    rated = {"movie": 6, "book": 6} if rated is None else rated
    return rows_of(
        found, {"shown": NOTHING | (shown or {}), "rated": rated, "leans": False, "main_type": main}, 0, tastes, limit
    )


def keys(rows: list[Row]) -> list[str]:
    """Of the rows, in their order."""
    return [row.heading.key for row in rows]


def ids(rows: list[Row], key: str) -> list[int]:
    """What stands in a row."""
    return next(([one.candidate.item_id for one in row.items] for row in rows if row.heading.key == key), [])


def taste(name: str, *, points: float = 1.5, kind: str = "genre", **more: Any) -> Json:
    """A liking for films of some kind."""
    counted = {"item_type": "movie", "n_rated": 5, "n_liked": 4, "is_stated": True, "item_ids": []}
    return {"kind": kind, "name": name, "points": points, **counted, **more}


def seed(item_id: int, like_it: list[int], across: list[int] | None = None, **more: Any) -> Json:
    """A favorite film, and what is like it."""
    alike = [{"item_type": "book", "item_ids": across or []}, {"item_type": "movie", "item_ids": like_it}]
    told = {"item_id": item_id, "title": f"Film {item_id}", "item_type": "movie", "rating": 5.0, "is_stated": True}
    return {**told, "alike": alike, **more}


MANY = [ranked(n, genres=("Drama",) if n % 2 else ("Crime",), language="ta" if n % 3 else "hi") for n in range(1, 61)]
FULL: Json = {
    "tastes": [taste("Drama"), taste("ta", kind="language"), taste("Crime"), taste("hi", kind="language")],
    "seeds": [seed(901, [*range(20, 28)]), seed(902, [*range(20, 36)])],
    "moving": [*range(36, 48)],
}


def test_rows_come_by_turns_and_nothing_stands_in_two() -> None:
    rows = page(MANY, FULL)

    assert keys(rows) == [
        *("for_you", "because:901", "genre:drama", "language:ta", "because:902", "genre:crime"),
        *("trending", "popular", "rate_next"),
    ]
    everything = [one.candidate.item_id for row in rows for one in row.items]
    assert len(everything) == len(set(everything)) == 9 * 4
    assert ids(rows, "for_you") == [1, 2, 3, 4]
    assert ids(rows, "because:901") == [20, 21, 22, 23]
    assert ids(rows, "genre:drama") == [5, 7, 9, 11]
    assert ids(rows, "language:ta") == [8, 10, 13, 14]
    assert ids(rows, "because:902") == [24, 25, 26, 27]
    assert ids(rows, "trending") == [36, 37, 38, 39]


@pytest.mark.parametrize(("tastes", "expected"), [(0, 0), (1, 1), (3, 3), (10, 4)])
def test_so_many_rows_of_likings_are_shown_as_are_asked_for(tastes: int, expected: int) -> None:
    rows = page(MANY, FULL, tastes=tastes, limit=3)

    assert sum(key.startswith(("genre:", "language:")) for key in keys(rows)) == expected
    assert sum(key.startswith("because:") for key in keys(rows)) == 2


@pytest.mark.parametrize(("n_like_it", "expected"), [(2, []), (3, [20, 21, 22])])
def test_a_row_has_three_items_at_least(n_like_it: int, expected: list[int]) -> None:
    rows = page(MANY, {"seeds": [seed(901, [*range(20, 20 + n_like_it)])]})

    assert ids(rows, "because:901") == expected


def test_who_asks_for_two_items_a_row_gets_rows_of_two() -> None:
    assert ids(page(MANY, {"seeds": [seed(901, [20, 21, 22])]}, limit=2), "because:901") == [20, 21]


@pytest.mark.parametrize(
    ("rated", "expected"),
    [
        ({}, ["rate_next", "popular"]),
        ({"movie": 3, "book": 2}, ["for_you", "rate_next", "popular"]),
        ({"movie": 3, "book": 3}, ["for_you", "popular", "rate_next"]),
    ],
)
def test_what_to_rate_next_comes_early_for_those_with_few_ratings(rated: Json, expected: list[str]) -> None:
    assert keys(page(MANY, rated=rated)) == expected


@pytest.mark.parametrize(("main", "has_it"), [("movie", True), ("book", False), (None, False)])
def test_books_come_to_who_rates_films_almost_alone(main: str | None, has_it: bool) -> None:
    books = [ranked(n, item_type="book") for n in range(61, 64)]

    rows = page([*MANY, *books], {"seeds": [seed(901, [], [63, 61, 62])]}, main=main, limit=3)

    assert ("across:book" in keys(rows)) is has_it


def test_who_rates_only_books_is_shown_popular_books_and_books_to_rate() -> None:
    books = [ranked(n, item_type="book") for n in range(61, 80)]

    rows = page([*MANY, *books], rated={"book": 9}, main="book")

    for key in ("popular", "rate_next"):
        assert set(ids(rows, key)) < set(range(61, 80)), key


def test_books_for_who_likes_films_stand_in_the_order_of_the_scores() -> None:
    books = [ranked(n, item_type="book", score=0.1) for n in (61, 62, 63)]

    rows = page([*MANY, *books], {"seeds": [seed(901, [], [63, 62, 61]), seed(902, [])]}, {"movie": 3}, main="movie")

    assert ids(rows, "across:book") == [61, 62, 63]
    [heading] = [row.heading for row in rows if row.heading.key == "across:book"]
    assert heading.title == "Books for people who like Film 901 and Film 902"
    assert heading.subtitle is not None
    assert (heading.subtitle["text"], heading.subtitle["strength"]) == ("You rated 3 films and no books", 1)


def test_nothing_is_like_a_favorite_that_one_would_rather_not_like() -> None:
    found = [ranked(n) for n in range(1, 5)] + [ranked(n, score=0.1) for n in (5, 6, 7)] + [ranked(8, score=-0.1)]

    assert ids(page(found, {"seeds": [seed(901, [8, 7, 6, 5])]}), "because:901") == [7, 6, 5]


# tanh(0.31/1.5) = 0.2038, tanh(0.28/1.5) = 0.1846
@pytest.mark.parametrize(("points", "has_it"), [(0.31, True), (0.28, False)])
def test_a_faint_liking_makes_no_row(points: float, has_it: bool) -> None:
    assert ("genre:drama" in keys(page(MANY, {"tastes": [taste("Drama", points=points)]}))) is has_it


def test_a_liking_is_for_its_type_and_its_kind() -> None:
    found = [
        *[ranked(n, people=("Mani Ratnam",), genres=("Drama",)) for n in range(10, 14)],
        *[ranked(n, people=("Mani Ratnam",), item_type="book") for n in range(20, 24)],
        *[ranked(n) for n in range(1, 5)],
    ]

    rows = page(found, {"tastes": [taste("Mani Ratnam", kind="person", item_type="book"), taste("Drama")]})

    # of four films and of four books three are kept for their rows
    assert ids(rows, "for_you") == [10, 20, 1, 2]
    assert ids(rows, "person:mani ratnam") == [21, 22, 23]
    assert ids(rows, "genre:drama") == [11, 12, 13]


@pytest.mark.parametrize(
    ("n_tamil", "for_you", "tamil"),
    [
        (3, [1, 2, 3, 4], []),  # the best stands under For you, and two make no row
        (4, [1, 5, 6, 7], [2, 3, 4]),
        (7, [1, 2, 3, 8], [4, 5, 6, 7]),
        (8, [1, 2, 3, 4], [5, 6, 7, 8]),  # enough for two rows: nothing is kept
        (2, [1, 2, 3, 4], []),
    ],
)
def test_of_a_scarce_liking_half_is_kept_for_its_row(n_tamil: int, for_you: list[int], tamil: list[int]) -> None:
    found = [ranked(n, language="ta" if n <= n_tamil else "hi") for n in range(1, 40)]

    rows = page(found, {"tastes": [taste("ta", kind="language")]})

    assert (ids(rows, "for_you"), ids(rows, "language:ta")) == (for_you, tamil)


def test_what_is_kept_for_a_row_is_kept_from_the_others_above_it_alone() -> None:
    found = [ranked(n, language="ta" if n <= 5 else "hi", genres=("Drama",)) for n in range(1, 12)]
    tastes = [taste("ta", kind="language"), taste("Drama")]

    rows = page(found, {"tastes": tastes, "seeds": [seed(901, [4, 5, 10, 11, 9])]}, limit=3)

    # of five Tamil films three are kept
    assert ids(rows, "for_you") == [1, 2, 6]
    assert ids(rows, "because:901") == [10, 11, 9]
    assert ids(rows, "language:ta") == [3, 4, 5]
    assert keys(rows) == ["for_you", "because:901", "language:ta"]


def test_what_was_kept_and_not_shown_may_stand_further_down() -> None:
    found = [ranked(n, language="ta" if n > 10 else "hi") for n in range(1, 18)]

    rows = page(found, {"tastes": [taste("ta", kind="language")], "moving": [17, 16, 15]})

    assert ids(rows, "language:ta") == [11, 12, 13, 14]
    assert ids(rows, "trending") == [17, 16, 15]


def test_a_liking_that_makes_no_row_leaves_its_place_to_the_next() -> None:
    rows = page(MANY, {"tastes": [taste("Nothing"), taste("Drama"), taste("Crime")]}, tastes=2)

    assert [key for key in keys(rows) if key.startswith("genre:")] == ["genre:drama", "genre:crime"]


def test_what_nobody_speaks_of_is_not_popular() -> None:
    found = [ranked(n, popular=n if n < 10 else 0) for n in range(1, 20)]

    rows = page(found)

    assert ids(rows, "popular") == [9, 8, 7, 6]
    assert "rate_next" not in keys(rows)


def test_what_to_rate_next_is_well_known_and_of_many_kinds() -> None:
    found = [
        ranked(1, popular=9, genres=("Drama",), language="en"),
        ranked(2, popular=8, genres=("Drama",), language="en"),
        ranked(3, popular=7, genres=("Drama",), language="ta"),
        ranked(4, popular=6, genres=("Crime",), language="ta"),
        ranked(5, popular=5, genres=("Crime",), language="en"),
        ranked(6, popular=4),
    ]

    # 2 and 5 bring nothing that 1, 3 and 4 have not; they wait for the second round
    assert [one.candidate.item_id for one in to_rate(None, 5)(found)] == [1, 3, 4, 6, 2]
    assert [one.candidate.item_id for one in to_rate(None, 9)(found)] == [1, 3, 4, 6, 2, 5]


def test_of_the_best_known_five_rows_full_compete_to_be_rated() -> None:
    found = [ranked(n, popular=100 - n, genres=("Drama",), language="en") for n in range(1, 11)]
    found += [ranked(11, popular=50, genres=("Music",), language="en")]

    assert [one.candidate.item_id for one in to_rate(None, 2)(found)] == [1, 2]
    assert [one.candidate.item_id for one in to_rate(None, 2)(found[1:])] == [2, 11]


@pytest.mark.parametrize(
    ("given", "title"),
    [
        ({}, "Because you gave Film 901 5 stars"),
        ({"rating": 4.5}, "Because you gave Film 901 4.5 stars"),
        ({"rating": 4.5, "is_stated": False}, "Because you liked Film 901"),
    ],
)
def test_stars_are_told_where_they_were_given(given: Json, title: str) -> None:
    heading = titles.because(seed(901, [], **given))

    assert heading.title == title
    assert heading.params["rating"] == (given.get("rating", 5) if given.get("is_stated", True) else None)
    assert heading.subtitle is not None
    assert heading.subtitle["strength"] == given.get("rating", 5) / 5


@pytest.mark.parametrize(
    ("liking", "key", "title", "text"),
    [
        (
            taste("ta", kind="language"),
            "language:ta",
            "Tamil films for you",
            "You gave 4 of 5 Tamil films 4 stars or more",
        ),
        (
            taste("Thriller", n_rated=4),
            "genre:thriller",
            "Thriller films for you",
            "You gave all 4 thriller films 4 stars or more",
        ),
        (
            taste("Mani Ratnam", kind="person", n_rated=2, n_liked=2),
            "person:mani ratnam",
            "Films with Mani Ratnam",
            "You gave both films with Mani Ratnam 4 stars or more",
        ),
        (
            taste("Premchand", kind="person", item_type="book", is_stated=False),
            "person:premchand",
            "Books by Premchand",
            "You liked 4 of 5 books by Premchand you know",
        ),
    ],
)
def test_likings_are_told_in_plain_english(liking: Json, key: str, title: str, text: str) -> None:
    heading = titles.of_taste(liking)

    assert (heading.key, heading.title) == (key, title)
    assert heading.params == {name: liking[name] for name in ("kind", "name", "item_type")}
    # tanh(1.5 / 1.5)
    assert heading.subtitle is not None
    assert (heading.subtitle["text"], heading.subtitle["strength"]) == (text, 0.76)


def item(item_id: int, work_id: int | None = None) -> Json:
    """What SQL tells of an item."""
    return {"id": item_id, "work_id": work_id, "score": 1.0}


def test_guests_see_what_trends_what_is_popular_and_the_commonest_languages() -> None:
    found = {
        "items": [item(n) for n in range(1, 30)] + [item(30, 1), item(31, 30), item(32, 30)],
        "moving": [5, 6, 7],
        "popular": [5, 1, 30, 2, 3, 4],
        "languages": [
            {"name": "ta", "item_ids": [1, 8, 9]},
            {"name": "hi", "item_ids": [10, 31, 32, 11]},
            {"name": "bn", "item_ids": [12, 13, 14]},
            {"name": "ml", "item_ids": [15, 16, 17]},
        ],
    }

    rows = public_rows(found, "movie", 2, 3)

    # 30 is an edition of 1, 32 of 31; of Tamil two films are left, too few for a row
    assert [(row["key"], [one["id"] for one in row["items"]]) for row in rows] == [
        ("trending", [5, 6, 7]),
        ("popular", [1, 2, 3]),
        ("language:hi", [10, 31, 11]),
        ("language:bn", [12, 13, 14]),
    ]
    assert [row["title"] for row in rows[2:]] == ["Hindi films", "Bengali films"]
    assert [one["place"] for one in rows[1]["items"]] == [1, 2, 3]
