"""Which tokens stay ended when a login ends: no number that was ended is ever good again."""

import pytest

from tests.support.readers import rows


@pytest.mark.parametrize(
    ("valid_from", "ended", "version", "limit", "good_from", "listed"),
    [
        (1, [], 3, 5, 1, [3]),
        (1, [], 1, 5, 2, []),  # a run from the start is a later start
        (1, [2], 1, 5, 3, []),
        (1, [2, 4], 1, 5, 3, [4]),
        (1, [3], 3, 5, 1, [3]),
        (4, [6], 2, 5, 4, [6]),  # it had ended with all before the start
        (1, [3, 5], 7, 3, 1, [3, 5, 7]),
        (1, [3, 5, 7], 9, 3, 4, [5, 7, 9]),  # one more than the list holds: the oldest becomes the start
        (1, [3, 4], 5, 2, 4, [4, 5]),  # and the next one, too, stays ended
    ],
)
def test_an_ended_number_is_before_the_start_or_on_the_list(
    database_url: str, valid_from: int, ended: list[int], version: int, limit: int, good_from: int, listed: list[int]
) -> None:
    found = rows(database_url, "select * from cinelibre.end_login(%s, %s, %s, %s)", valid_from, ended, version, limit)

    assert found == [(good_from, listed)]
    assert all(number < good_from or number in listed for number in [*ended, version])
