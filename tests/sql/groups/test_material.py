"""What a group's picks are made of."""

import json
from typing import Any

import pytest

from tests.sql.groups.town import ADA, BOB, DUNE, EMMA, FRIDAY, OTHERS, RAN, SEAT_ADA, SEAT_BOB, SEAT_GUEST, SOLARIS
from tests.support.readers import refusal, rows, write

near = pytest.approx
DRAMA = {"kind": "genre", "name": "Drama", "liked": 1, "disliked": 0}
WEIGHTS = '{"0": {"popular": 1}, "2": {"cosine": 1, "popular": 0.5}}'
MATERIAL = f"""
    select public.get_group_material(
        %s, 1, %s, %s::jsonb, %s::integer[], %s::integer[], %s, 3, 120, 40, '{WEIGHTS}', false, 9, null, null, %s
    )
"""
KNOWN = "select array(select k from unnest(cinelibre.list_group_known(%s, %s::integer[], %s, 3)) as k order by k)"
READERS = """
    select (r.reader).user_id, (r.reader).item_ids, (r.reader).ratings, (r.reader).known_ids
    from cinelibre.list_group_readers(%s, %s) as r
    order by r.seat
"""


def a_reader(user_id: int | None, item_ids: list[int], ratings: list[float], **more: Any) -> str:
    """A reader, as SQL has them; what is not named is null."""
    told = {"user_id": user_id, "item_ids": item_ids, "ratings": ratings, "known_ids": [], **more}
    return f"jsonb_populate_record(null::cinelibre.reader, '{json.dumps(told)}')"


@pytest.fixture
def lived(url: str) -> str:
    """Ada gave Dune 5 and hid Solaris; Bob gave Dune 2.5 and saw Ran; Grace likes Emma."""
    write(
        url,
        f"""
        insert into cinelibre.ratings (user_id, item_id, rating, source, rated_at) values
        ({ADA}, {DUNE}, 5, 'rating', '2026-01-02'), ({ADA}, {SOLARIS}, 3, 'rating', '2026-01-01'),
        ({BOB}, {DUNE}, 2.5, 'rating', '2026-01-01');
        insert into cinelibre.shelf (user_id, item_id, hidden_at, hidden_by) values
        ({ADA}, {SOLARIS}, '2026-01-01', 'hide');
        insert into cinelibre.shelf (user_id, item_id, seen_at) values ({BOB}, {RAN}, '2026-01-01');
        insert into cinelibre.guest_ratings (member_id, item_id, rating, place) values ('{SEAT_GUEST}', {EMMA}, 4.5, 1);
        """,
    )
    return url


@pytest.mark.parametrize(
    ("vetoed", "rewatch", "known"),
    [
        ([], False, [DUNE, RAN, EMMA, SOLARIS]),  # rated, seen, sent, hidden
        ([], True, [DUNE, SOLARIS]),  # Bob gave Dune less than 3; Solaris is hidden
        ([EMMA], True, [DUNE, EMMA, SOLARIS]),
    ],
)
def test_a_list_has_nothing_that_is_vetoed_hidden_disliked_or_without_rewatch_known(
    lived: str, vetoed: list[int], rewatch: bool, known: list[int]
) -> None:
    assert rows(lived, KNOWN, FRIDAY, vetoed, rewatch) == [(known,)]
    assert rows(lived, KNOWN, OTHERS, vetoed, rewatch) == [(vetoed,)]


def test_what_the_group_watched_is_known_to_it(url: str) -> None:
    write(url, "insert into cinelibre.group_evenings (group_id, item_id) values (%s, %s)", FRIDAY, RAN)

    assert rows(url, KNOWN, FRIDAY, [], False) == [([RAN],)]
    assert rows(url, KNOWN, FRIDAY, [], True) == [([],)]
    assert rows(url, KNOWN, OTHERS, [], False) == [([],)]


def test_members_are_readers_and_what_a_guest_sent_is_a_history(lived: str) -> None:
    assert rows(lived, READERS, FRIDAY, [RAN]) == [
        (ADA, [DUNE, SOLARIS], [5, 3], [RAN]),
        (BOB, [DUNE], [2.5], [RAN]),
        (None, [EMMA], [4.5], [RAN]),
    ]


def material(url: str, *values: Any) -> Any:
    """The one value of the answer."""
    [(found,)] = rows(url, MATERIAL, *values)
    return found


def test_everybody_gets_scores_of_the_union_of_all_candidates(lived: str) -> None:
    write(
        lived,
        """
        insert into cinelibre.models (id, kind, name, is_active) overriding system value values
        (7, 'cosine', 'c', true);
        insert into cinelibre.item_neighbors (model_id, item_id, neighbor_ids, weights) values
        (7, 1, array[2, 3], array[0.5, 0.25]), (7, 3, array[2], array[0.5]);
        """,
    )

    found = material(lived, ADA, FRIDAY, "{}", [], [], True, None)

    # Ada: Dune 5 stars count (5 − 2) / 3 = 1. Grace: Emma 4.5 stars count 2.5 / 3. Bob: 2.5 stars count 0.5 / 3.
    assert [(item["item_id"], item["cosine"]) for item in found["items"]] == [
        (RAN, [0.5, near(0.5 / 6), near(0.5 * 2.5 / 3)]),
        (EMMA, [0.25, near(0.25 / 6), None]),
    ]
    assert [item["neighbors"] for item in found["items"]] == [[None] * 3] * 2
    assert [(m["member_id"], m["name"], m["n_ratings"]) for m in found["members"]] == [
        (SEAT_ADA, "Ada", 2),
        (SEAT_BOB, None, 1),
        (SEAT_GUEST, "Grace", 1),
    ]
    assert [m["weights"] for m in found["members"]] == [{"cosine": 1, "popular": 0.5}, {"popular": 1}, {"popular": 1}]


def test_filters_vetoes_and_what_is_known_narrow_the_candidates(lived: str) -> None:
    def ids(*values: Any) -> list[int]:
        return [item["item_id"] for item in material(lived, ADA, FRIDAY, *values)["items"]]

    assert ids("{}", [], [], False, None) == []
    assert ids("{}", [], [], True, None) == [RAN, EMMA]
    assert ids("{}", [EMMA], [], True, None) == [RAN]
    assert ids("{}", [], [SOLARIS], True, None) == [RAN, EMMA, SOLARIS]  # is asked for by its id
    assert ids('{"year_from": 2001}', [], [], True, None) == []
    assert material(lived, ADA, FRIDAY, '{"year_from": 2001}', [], [], True, None)["emptied_by"] == ["year_from"]
    assert material(lived, ADA, FRIDAY, '{"year_from": 2001}', [], [SOLARIS], True, None)["emptied_by"] == ["year_from"]
    assert material(lived, ADA, FRIDAY, "{}", [], [], True, None)["emptied_by"] == []


def test_strangers_learn_nothing_and_guests_as_much_as_members(lived: str) -> None:
    assert refusal(lived, MATERIAL, 3, FRIDAY, "{}", [], [], True, None) == ("PT404", "group_not_found")
    assert refusal(lived, MATERIAL, None, OTHERS, "{}", [], [], True, "key of Grace") == ("PT404", "group_not_found")
    assert refusal(lived, MATERIAL, None, FRIDAY, "{}", [], [], True, None) == ("PT401", "token_revoked")

    of_ada, of_grace = (
        material(lived, user_id, FRIDAY, "{}", [], [], True, key)
        for user_id, key in ((ADA, None), (None, "key of Grace"))
    )

    assert of_ada == of_grace
    assert {name for member in of_ada["members"] for name in member} == {
        *("member_id", "name", "n_ratings", "likings", "weights"),
    }


def test_the_pool_has_the_best_of_each_member(lived: str) -> None:
    pool = f"""
        select array(
            select p.item_id
            from cinelibre.find_group_pool(
                array[{a_reader(1, [1], [5], known_ids=[1])}, {a_reader(2, [1], [5], known_ids=[1])}]
                    ::cinelibre.reader[],
                array[(1, 'cosine', 2, 3, 1), (1, 'cosine', 3, 2, 0), (2, 'cosine', 4, 1, 0), (2, 'cosine', 1, 9, 0)]
                    ::cinelibre.member_score[],
                array['movie', 'book'], 'true', %s, 10, array['cosine'], %s
            ) as p
            order by 1
        )
    """

    write(lived, "insert into cinelibre.item_stats (item_id, rater_count) values (2, 3)")

    assert rows(lived, pool, 9, 9) == [([RAN, EMMA, SOLARIS],)]
    assert rows(lived, pool, 1, 9) == [([EMMA, SOLARIS],)]  # Ran's 3 points are shared by 3 raters
    assert rows(lived, pool, 1, 1) == [([RAN, SOLARIS],)]


def test_items_are_scored_for_readers_at_their_places(lived: str) -> None:
    query = f"""
        select s.item_id, s.neighbors, s.ease, s.cosine, s.content
        from cinelibre.score_for_group(
            array[{a_reader(1, [1], [5], neighbor_ids=[2], neighbor_weights=[0.5])},
                {a_reader(2, [], [])}]::cinelibre.reader[],
            array[3], array['movie'], 'true', 9, 9, array['neighbors']
        ) as s
        order by 1
    """

    # Bob, who is near by 0.5, gave Dune less than 4: 0.5 · ¼, divided by 2 raters to the power of 0.1.
    assert rows(lived, query) == [
        (DUNE, [near(0.125 / 2**0.1), None], [None, None], [None, None], [None, None]),
        (RAN, [None] * 2, [None] * 2, [None] * 2, [None] * 2),
        (EMMA, [None] * 2, [None] * 2, [None] * 2, [None] * 2),
    ]


def test_scores_are_tempered_and_told_of_the_asked_items_alone(lived: str) -> None:
    write(
        lived,
        """
        insert into cinelibre.item_stats (item_id, rater_count) values (3, 4);
        insert into cinelibre.models (id, kind, name, dimension, is_active) overriding system value
        values (8, 'embedding', 'e', 384, true);
        insert into cinelibre.item_embeddings (item_id, item_type, model_id, embedding, text_hash)
        select i, 'movie', 8, ('[1' || repeat(',0', 383) || ']')::extensions.halfvec, '' from unnest(array[1, 3]) as i;
        """,
    )
    query = f"""
        select s.place, s.source, s.item_id, s.points
        from cinelibre.list_group_scores(
            array[{a_reader(1, [1], [5])},
                {a_reader(2, [], [])}]::cinelibre.reader[],
            array[(1, 'ease', 3, 6, 0.5), (2, 'ease', 2, 6, 0)]::cinelibre.member_score[],
            array[3], array['content']
        ) as s
        order by 1, 2
    """

    # 6 points divided by √4. Emma's description is Dune's, the only one that was liked: a third of its weight of 1.
    assert rows(lived, query) == [(1, "content", EMMA, near(1 / 3)), (1, "ease", EMMA, 3)]


def test_candidates_are_described_with_what_ranking_reads(lived: str) -> None:
    write(
        lived,
        "update cinelibre.items set genres = array['Drama'], external_count = 3 where id = 2;"
        " insert into cinelibre.item_stats (item_id, rating_sum, rating_count) values (2, 9, 2)",
    )
    query = f"""
        select cinelibre.describe_group_candidates(
            array[{a_reader(3, [], [])}]::cinelibre.reader[],
            %s, 'movie', '{{}}', 9, 9, array['popular']
        )
    """

    [(found,)] = rows(lived, query, [RAN])

    [ran] = [item for item in found if item["item_id"] == RAN]
    [(stars,)] = rows(lived, "select predicted from cinelibre.predict_for(3, array[2])")
    assert (ran["genres"], ran["ease"], ran["predicted"], ran["support"]) == (["Drama"], [None], [near(stars)], [0])
    assert [item["item_id"] for item in found] == [DUNE, RAN, EMMA]


def test_a_members_reader_is_told_by_its_length_alone(lived: str) -> None:
    query = f"""
        select cinelibre.describe_group_readers(
            %s, %s,
            array[{a_reader(1, [1, 4], [5, 3], likings=[DRAMA])},
                {a_reader(2, [], [], leaning_ids=[1, 2], leaning_weights=[0.75, -0.75])},
                {a_reader(None, [3], [4])}]::cinelibre.reader[],
            array['{{"popular": 1}}', null, null]::jsonb[]
        )
    """

    [(found,)] = rows(lived, query, FRIDAY, BOB)

    assert found == [
        {"member_id": SEAT_ADA, "name": "Ada", "n_ratings": 2, "likings": [DRAMA], "weights": {"popular": 1}},
        {"member_id": SEAT_BOB, "name": None, "n_ratings": 2, "likings": [], "weights": None},
        {"member_id": SEAT_GUEST, "name": "Grace", "n_ratings": 1, "likings": [], "weights": None},
    ]
    write(lived, "insert into cinelibre.relations values (%s, %s, 'blocked')", BOB, ADA)
    [(found,)] = rows(lived, query, FRIDAY, BOB)
    assert [one["name"] for one in found] == [None, None, "Grace"]


def test_the_chosen_items_are_shown_to_members_with_what_they_did(lived: str) -> None:
    query = "select public.get_group_items(%s, 1, %s, %s, null, %s)"

    [(adas,)] = rows(lived, query, ADA, FRIDAY, [EMMA, DUNE, 99], None)
    [(graces,)] = rows(lived, query, None, FRIDAY, [DUNE], "key of Grace")

    assert [(item["id"], item["mine"]["rating"]) for item in adas] == [(EMMA, None), (DUNE, 5)]
    assert [(item["id"], item["mine"]) for item in graces] == [(DUNE, None)]
    assert refusal(lived, query, 3, FRIDAY, [DUNE], None) == ("PT404", "group_not_found")
