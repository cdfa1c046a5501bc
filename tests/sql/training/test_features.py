"""What the catalogue is made of, and what is found by a taste for it, with numbers worked by hand."""

from collections.abc import Sequence
from typing import Any

import pytest

from tests.support.readers import rows, write

CATALOGUE = """
    insert into cinelibre.items (id, item_type, title, genres, language, year, people, external_count)
    overriding system value values
        (1, 'movie', 'One', '{War,Noir}', 'ta', 1994, '{Ray}', 100),
        (2, 'movie', 'Two', '{War}', 'hi', 1985, '{Ray,Sen}', 1000),
        (3, 'movie', 'Three', '{Noir}', 'ta', 2001, '{}', 10),
        (4, 'movie', 'Four', '{}', null, null, '{Sen,Sen}', null),
        (5, 'book', 'Five', '{War}', 'ta', 1990, '{Tagore}', 50)
"""
Counted = dict[tuple[str, str, str], tuple[int, float, list[int]]]


def refresh(database_url: str, *given: Any) -> int:
    """How many features there are of the kind that was counted."""
    places = ", ".join(["%s"] * len(given))
    [(answer,)] = rows(database_url, f"select public.refresh_features({places})", *given)
    return int(answer["n_features"])


def features(database_url: str) -> Counted:
    """How many items have each, which share of the type, and which are the best known."""
    found = rows(database_url, "select kind, name, item_type, n_items, share, item_ids from cinelibre.features")
    return {(kind, name, item_type): (n, share, ids) for kind, name, item_type, n, share, ids in found}


def test_of_each_type_the_share_of_a_feature_and_the_best_known_are_counted(database_url: str) -> None:
    write(database_url, CATALOGUE)

    n_features = refresh(database_url)

    found = features(database_url)
    singles = {key: value for key, value in found.items() if key[0] != "pair"}
    assert len(found) == n_features
    assert singles == {
        ("genre", "War", "movie"): (2, 0.5, [2, 1]),
        ("genre", "Noir", "movie"): (2, 0.5, [1, 3]),
        ("genre", "War", "book"): (1, 1.0, [5]),
        ("language", "ta", "movie"): (2, 0.5, [1, 3]),
        ("language", "hi", "movie"): (1, 0.25, [2]),
        ("language", "ta", "book"): (1, 1.0, [5]),
        # One is of 1994, Two of 1985, Three of 2001: each is half of the decades beside its own.
        ("decade", "1970", "movie"): (0, 0.125, []),
        ("decade", "1980", "movie"): (1, 0.375, [2]),
        ("decade", "1990", "movie"): (1, 0.5, [1]),
        ("decade", "2000", "movie"): (1, 0.375, [3]),
        ("decade", "2010", "movie"): (0, 0.125, []),
        ("decade", "1980", "book"): (0, 0.5, []),
        ("decade", "1990", "book"): (1, 1.0, [5]),
        ("decade", "2000", "book"): (0, 0.5, []),
        ("person", "Ray", "movie"): (2, 0.5, [2, 1]),
        ("person", "Sen", "movie"): (2, 0.5, [2, 4]),  # named twice, there once; Tagore has one book alone
        ("type", "movie", "movie"): (4, 0.8, [2, 1, 3, 4]),
        ("type", "book", "book"): (1, 0.2, [5]),
    }


def test_pairs_are_what_stands_together_in_the_order_of_kinds_and_names(database_url: str) -> None:
    write(database_url, CATALOGUE)

    refresh(database_url, "pair")

    found = {(name, item_type): ids for (_, name, item_type), (_, _, ids) in features(database_url).items()}
    assert found == {
        ("genre Noir|genre War", "movie"): [1],
        ("genre Noir|language ta", "movie"): [1, 3],
        ("genre War|language ta", "movie"): [1],
        ("genre War|language hi", "movie"): [2],
        ("decade 1980|genre War", "movie"): [2],
        ("decade 1980|language hi", "movie"): [2],
        ("decade 1990|genre Noir", "movie"): [1],
        ("decade 1990|genre War", "movie"): [1],
        ("decade 1990|language ta", "movie"): [1],
        ("decade 2000|genre Noir", "movie"): [3],
        ("decade 2000|language ta", "movie"): [3],
        ("decade 1990|genre War", "book"): [5],
        ("decade 1990|language ta", "book"): [5],
        ("genre War|language ta", "book"): [5],
    }


def test_likes_here_count_beside_fame_elsewhere_and_equals_go_by_id(database_url: str) -> None:
    write(database_url, CATALOGUE)
    # ln(11) + ln(1 + 9) = ln(110) is more than ln(101); with eight it would be ln(99).
    for n_likes, order in ((8, [1, 3]), (9, [3, 1])):
        write(
            database_url,
            "insert into cinelibre.item_stats as s (item_id, like_count) values (3, %s)"
            " on conflict (item_id) do update set like_count = excluded.like_count",
            n_likes,
        )
        refresh(database_url)
        assert features(database_url)["genre", "Noir", "movie"][2] == order

    write(database_url, "update cinelibre.items set external_count = 7 where id in (1, 2)")
    refresh(database_url)
    assert features(database_url)["person", "Ray", "movie"][2] == [1, 2]


def test_counting_twice_is_counting_once(database_url: str) -> None:
    write(database_url, CATALOGUE)

    first, before = refresh(database_url), features(database_url)
    second, after = refresh(database_url), features(database_url)

    assert (first, before) == (second, after)


def test_one_kind_alone_leaves_the_others_as_they_were(database_url: str) -> None:
    write(database_url, CATALOGUE)
    refresh(database_url)
    before = features(database_url)
    write(database_url, "update cinelibre.items set genres = '{Drama}', language = 'bn', year = 1950 where id = 1")

    n_genres = refresh(database_url, "genre")

    after = features(database_url)
    assert n_genres == 4  # films of war, noir and drama, books of war
    assert after["genre", "Drama", "movie"] == (1, 0.25, [1])
    assert {key: value for key, value in after.items() if key[0] != "genre"} == {
        key: value for key, value in before.items() if key[0] != "genre"
    }


@pytest.mark.parametrize(("given", "n_kept"), [((), 200), ((None, 201), 201), ((None, 3), 3)])
def test_two_hundred_of_the_best_known_are_kept(database_url: str, given: Sequence[Any], n_kept: int) -> None:
    write(
        database_url,
        "insert into cinelibre.items (id, item_type, title, genres, external_count) overriding system value"
        " select n, 'movie', 'Drama', '{Drama}', n from generate_series(1, 202) as n",
    )

    refresh(database_url, *given)

    n_items, share, best = features(database_url)["genre", "Drama", "movie"]
    assert (n_items, share) == (202, 1.0)
    assert best == list(range(202, 202 - n_kept, -1))


def by_taste(
    database_url: str,
    likings: list[tuple[str, str, float, float]],
    known: str = "{}",
    types: str = "{movie,book}",
    most: int = 60,
) -> set[int]:
    """What is found for these likings."""
    taste = ", ".join(
        f"('{kind}', '{name}', {liked}, {against})::cinelibre.liking" for kind, name, liked, against in likings
    )
    found = rows(
        database_url,
        f"select item_id from cinelibre.list_by_taste(array[{taste}], %s::integer[], %s::text[], %s)",
        known,
        types,
        most,
    )
    assert len(found) == len(set(found))
    return {item_id for (item_id,) in found}


def write_features(database_url: str, *found: tuple[str, str, str, list[int]]) -> None:
    """Features with these best known items."""
    for kind, name, item_type, ids in found:
        write(
            database_url,
            "insert into cinelibre.features (kind, name, item_type, n_items, share, item_ids)"
            " values (%s, %s, %s, 1, 0.5, %s::integer[])",
            kind, name, item_type, ids,
        )  # fmt: skip


def test_the_six_features_that_are_liked_most_are_followed(database_url: str) -> None:
    write_features(database_url, *(("genre", f"Genre {n}", "movie", [n]) for n in range(1, 9)))

    found = by_taste(
        database_url,
        # For less against: 7 is worth 0.1 and comes last of all, 8 nothing.
        [("genre", f"Genre {n}", 1 + n / 10, 0) for n in range(1, 7)]
        + [("genre", "Genre 7", 3, 2.9), ("genre", "Genre 8", 1, 1)],
    )
    of_seven = by_taste(
        database_url,
        [("genre", f"Genre {n}", 1 + n / 10, 0) for n in range(1, 6)]
        + [("genre", "Genre 7", 3, 2.9), ("genre", "Genre 8", 1, 1)],
    )

    assert found == {1, 2, 3, 4, 5, 6}
    assert of_seven == {1, 2, 3, 4, 5, 7}


def test_two_liked_features_together_lead_further_than_each(database_url: str) -> None:
    write_features(
        database_url,
        ("genre", "War", "movie", [1]),
        ("language", "ta", "movie", [2]),
        ("pair", "genre War|language ta", "movie", [3]),
        ("pair", "genre Noir|language ta", "movie", [4]),
    )

    assert by_taste(database_url, [("language", "ta", 1, 0), ("genre", "War", 1, 0)]) == {1, 2, 3}
    assert by_taste(database_url, [("language", "ta", 1, 0)]) == {2}


def test_of_each_the_first_thirty_that_are_not_known_are_found(database_url: str) -> None:
    write_features(database_url, ("genre", "War", "movie", list(range(40, 0, -1))))

    assert by_taste(database_url, [("genre", "War", 1, 0)]) == set(range(11, 41))
    assert by_taste(database_url, [("genre", "War", 1, 0)], known="{40,39,1}") == set(range(9, 39))


def test_of_all_found_those_with_most_of_what_is_liked_stay_then_the_best_known(database_url: str) -> None:
    write_features(
        database_url,
        ("genre", "War", "movie", [1, 2, 3]), ("language", "ta", "movie", [4, 3]),
        ("pair", "genre War|language ta", "movie", [3]),
    )  # fmt: skip
    likings = [("genre", "War", 1.0, 0.0), ("language", "ta", 0.5, 0.0)]

    # 3 is on all three lists: 1 + 0.5 + 1.5; 1 and 2 have 1, the first is better known; 4 has 0.5.
    assert [by_taste(database_url, likings, most=n) for n in (1, 2, 3)] == [{3}, {3, 1}, {3, 1, 2}]


def test_the_types_that_are_asked_for_are_found_and_a_liked_type_is_no_feature(database_url: str) -> None:
    write_features(
        database_url,
        ("genre", "War", "movie", [1]), ("genre", "War", "book", [2]), ("type", "book", "book", [3]),
    )  # fmt: skip
    likings = [("genre", "War", 1.0, 0.0), ("type", "book", 2.0, 0.0)]

    assert by_taste(database_url, likings) == {1, 2}
    assert by_taste(database_url, likings, types="{book}") == {2}
