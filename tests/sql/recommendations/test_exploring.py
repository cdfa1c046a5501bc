"""What a list may explore, which preset it draws, and what is kept of both, worked by hand."""

import json
from collections import Counter
from typing import Any

import pytest

from tests.support.readers import rows, write

FIND = """
    select cinelibre.find_explorable(
        row(
            1, '{}', '{}', %s::integer[], '{}', '{}',
            array[
                row('genre', 'Drama', 2, 0.5), row('language', 'ta', 0, 1), row('person', 'Ada', 1, 0)
            ]::cinelibre.liking[], '{}', '{}', '{}'
        )::cinelibre.reader, %s, %s::jsonb
    )
"""
ASKED = {"n_items": 3, "least_items": 1000, "new_days": 30}
LIST_ID = "00000000-0000-4000-8000-000000000001"


@pytest.fixture
def url(database_url: str) -> str:
    """Five items in the pool, and a catalogue that says it has a thousand."""
    write(
        database_url,
        """
        insert into cinelibre.items (id, item_type, title)
        select n, case when n = 5 then 'book' else 'movie' end, 'Title ' || n from generate_series(1, 5) as n;
        insert into cinelibre.users (id, external_id, rating_count) values (1, 'ada', 7);
        insert into cinelibre.explorable
        (item_id, item_type, features, weights, added_at, shown_count, clicked_count, seen, rater_count, like_count)
        values
        (1, 'movie', '{genre Drama}', '{1}', now() - interval '50 hours', 4, 1, 1.5, 2, 1),
        (2, 'movie', '{genre Drama,genre War,person Ada}', '{0.5,0.5,0.8}', now(), 0, 0, 0, 0, 0),
        (3, 'movie', '{genre Drama,language ta}', '{0.5,1}', now(), 0, 0, 0, 0, 0),
        (4, 'movie', '{genre War}', '{1}', now(), 0, 0, 0, 0, 0),
        (5, 'book', '{genre Drama}', '{0.9}', now(), 0, 0, 0, 0, 0);
        update cinelibre.exploring_prior
        set item_count = 1000, seen = 90, clicked_count = 9, rater_count = 8, like_count = 4 where is_only_row;
        """,
    )
    return database_url


def found(url: str, known: list[int], item_type: str | None = None, asked: Any = ASKED) -> Any:
    """What may be explored."""
    [(answer,)] = rows(url, FIND, known, item_type, None if asked is None else json.dumps(asked))
    return answer


def test_what_suits_best_comes_first_with_what_is_known_of_it(url: str) -> None:
    # Drama is liked by 1.5 more than disliked, Ada by 1, Tamil by -1. Item 2 has 0.75 + 0.8, 1 has 1.5, 5 has 1.35
    # and 3 has 0.75 - 1; of 4 the likings say nothing.
    answer = found(url, [])

    assert answer["prior"] == [90, 9, 8, 4]
    assert answer["items"] == [[2, 0, 0, 0, 0, 0, 0], [1, 4, 1, 1.5, 2, 1, 2], [5, 0, 0, 0, 0, 0, 0]]
    assert [item[0] for item in found(url, [2])["items"]] == [1, 5, 4]
    assert [item[0] for item in found(url, [], "movie")["items"]] == [2, 1, 4]
    assert [item[0] for item in found(url, [], None, {**ASKED, "n_items": 1})["items"]] == [2]
    assert [item[0] for item in found(url, [1, 2], "movie")["items"]] == [4, 3]
    assert found(url, [1, 2, 3, 4], "movie")["items"] == []


@pytest.mark.parametrize(("hours", "expected"), [(719.9, [2, 1, 5]), (720.1, [1, 5, 4])])
def test_what_is_new_comes_before_what_suits_better(url: str, hours: float, expected: list[int]) -> None:
    write(
        url,
        "update cinelibre.explorable set added_at = now() - make_interval(secs => 3600 * %s::float8) where item_id = 2",
        hours,
    )

    # Title 2 suits best, and after thirty days, 720 hours, it comes last.
    assert [item[0] for item in found(url, [])["items"]] == expected
    assert [item[0] for item in found(url, [], None, {**ASKED, "n_items": 5})["items"]][-1] == (
        3 if 2 in expected else 2
    )


@pytest.mark.parametrize(("n_items", "least", "explores"), [(999, 1000, False), (1000, 1000, True), (1, 0, True)])
def test_a_catalogue_explores_by_itself_from_a_thousand_items_on(
    url: str, n_items: int, least: int, explores: bool
) -> None:
    write(url, "update cinelibre.exploring_prior set item_count = %s where is_only_row", n_items)

    assert (found(url, [], None, {**ASKED, "least_items": least}) is not None) is explores


def test_a_list_that_does_not_explore_finds_nothing_nor_does_one_of_a_reader_without_likings(url: str) -> None:
    reader = "row(1, '{}', '{}', '{}', '{}', '{}', null, '{}', '{}', '{}')::cinelibre.reader"
    none = f"select cinelibre.find_explorable({reader}, null, %s)"

    assert found(url, [], None, None) is None
    assert found(url, [], None, {"presets": {}}) is None
    assert rows(url, none, json.dumps(ASKED)) == [(None,)]


def test_features_weigh_as_taste_does(url: str) -> None:
    weigh = "select * from cinelibre.weigh_features(array['Drama', 'War', 'Music', 'Crime'], 'ta', 1994, array['Ada'])"

    [(features, weights)] = rows(url, weigh)

    # A genre of four 1 / √4, the decade ½, a person 0.8.
    assert dict(zip(features, weights, strict=True)) == {
        "genre Drama": 0.5, "genre War": 0.5, "genre Music": 0.5, "genre Crime": 0.5,
        "language ta": 1, "decade 1990": 0.5, "person Ada": 0.8,
    }  # fmt: skip


PRESETS = {"tuned": {"0": {"popular": 1}, "5": {"ease": 1}}, "classic": {"0": {"content": 1}}}
DRAW = "select cinelibre.draw_preset(1, date '2026-01-01' + %s, %s, %s::jsonb, '{\"taste\": 1}')"


def drawn(url: str, day: int, item_type: str | None = None) -> Any:
    """What a list of that day draws."""
    [(answer,)] = rows(url, DRAW, day, item_type, json.dumps(PRESETS))
    return answer


def test_a_preset_is_drawn_by_the_chances_of_the_readers_length_of_history(url: str) -> None:
    write(
        url,
        "insert into cinelibre.preset_odds (band_from, preset, chance) values"
        " (0, 'tuned', 0.01), (0, 'classic', 0.99), (5, 'tuned', 0.8), (5, 'classic', 0.2), (15, 'tuned', 0.01)",
    )

    answers = [drawn(url, day) for day in range(600)]
    names = Counter(answer["preset"]["preset"] for answer in answers)

    # Seven ratings belong to the band from 5 on. Three standard errors of 600 draws are 0.049.
    assert names["tuned"] / 600 == pytest.approx(0.8, abs=0.049)
    assert next(one for one in answers if one["preset"]["preset"] == "classic") == {
        "weights": {"content": 1}, "preset": {"preset": "classic", "propensity": 0.2, "told": 7},
    }  # fmt: skip
    assert next(one for one in answers if one["preset"]["preset"] == "tuned")["weights"] == {"ease": 1}
    assert [drawn(url, day) for day in range(20)] == answers[:20]


def test_without_counts_presets_are_equally_likely_and_without_presets_nothing_is_drawn(url: str) -> None:
    asked = "select cinelibre.draw_preset(1, date '2026-01-01', null, %s::jsonb, %s::jsonb)"

    assert drawn(url, 1)["preset"]["propensity"] == 0.5
    assert rows(url, asked, None, '{"taste": 1}') == [({"weights": {"taste": 1}},)]
    assert rows(url, asked, None, None) == [({},)]


def test_what_chance_decided_is_kept_as_it_was(url: str) -> None:
    keep = "select cinelibre.keep_exploration(%s::uuid, 1, %s::jsonb)"
    explored = {
        "place": 12,
        "item_id": 2,
        "propensity": 0.25,
        "choices": [[2, 1, 0, 0, 0, 0, 0, 0.25]],
        "prior": [0.1, 0.5],
    }

    assert rows(url, keep, None, json.dumps(explored)) == [(False,)]
    assert rows(url, keep, LIST_ID, None) == [(False,)]
    assert rows(url, keep, LIST_ID, json.dumps({**explored, "item_id": 99})) == [(False,)]
    assert rows(url, keep, LIST_ID, json.dumps(explored)) == [(True,)]
    kept = "select user_id, place, item_id, propensity, choices, prior, told, preset from cinelibre.explorations"
    assert rows(url, kept) == [(1, 12, 2, 0.25, [[2, 1, 0, 0, 0, 0, 0, 0.25]], [0.1, 0.5], None, None)]
