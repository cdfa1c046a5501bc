"""A rating that is deleted: what stands for it then, what the log says, and what stays as it was."""

from typing import Any

import pytest

from tests.support.readers import refusal, rows, write

ADA, BOB, SERVICE = 1, 2, 3
DELETE = "select public.delete_rating(%s, 1, %s, %s)"
RATINGS = "select user_id, item_id, rating, source from cinelibre.ratings order by user_id, item_id"
LOG = "select user_id, item_id, interaction_type, rating from cinelibre.interactions"


@pytest.fixture
def url(database_url: str) -> str:
    """Ada has a favorite, which she also rated, between two others; Bob rated it too.

    What is kept of her other items differs from what their marks would stand for now.
    """
    write(
        database_url,
        """
        insert into cinelibre.items (id, item_type, title) values
        (1, 'movie', 'Dune'), (2, 'movie', 'Ran'), (3, 'movie', 'Emma');
        insert into cinelibre.users (id, external_id, token_version, role) values
        (1, 'ada', 1, 'user'), (2, 'bob', 1, 'user'), (3, 'service', 1, 'service');
        insert into cinelibre.shelf (user_id, item_id, favorite_at) select u.id, i.id, '2026-01-01'
        from cinelibre.users as u cross join cinelibre.items as i;
        insert into cinelibre.ratings (id, user_id, item_id, rating, source) overriding system value values
        (71, 1, 1, 3.5, 'seen'), (72, 1, 3, 1, 'rating'), (73, 2, 1, 3.5, 'seen'), (74, 2, 2, 1, 'rating'),
        (75, 3, 2, 3.5, 'seen'), (76, 1, 2, 2, 'rating');
        """,
    )
    return database_url


@pytest.mark.parametrize("who", [(ADA, None), (SERVICE, ADA)])
def test_the_mark_counts_again_and_others_and_other_items_stay(url: str, who: tuple[int, int | None]) -> None:
    caller, acts_for = who
    before: list[Any] = rows(url, RATINGS)

    [(answer,)] = rows(url, DELETE, caller, 76, acts_for)

    assert answer == {"id": 76, "item_id": 2, "implied": {"rating": 4.5, "source": "favorite"}}
    changed = {(ADA, 2, 2, "rating"): (ADA, 2, 4.5, "favorite")}
    assert rows(url, RATINGS) == [changed.get(row, row) for row in before]
    assert rows(url, LOG) == [(ADA, 2, "unrate", None)]


@pytest.mark.parametrize("rating_id", [71, 74, 99])  # what a mark stands for, another's, none
def test_what_is_no_rating_of_the_caller_is_not_found(url: str, rating_id: int) -> None:
    before = rows(url, RATINGS)

    assert refusal(url, DELETE, ADA, rating_id, None) == ("PT404", "rating_not_found")

    assert (rows(url, RATINGS), rows(url, LOG)) == (before, [])
