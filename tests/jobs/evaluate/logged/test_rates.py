"""What became of entries, counted, with intervals worked by hand."""

import math

import pytest

from api.jobs.evaluate.logged.log import Entry, LoggedList
from api.jobs.evaluate.logged.rates import Tally, band_of, main_source, tally, wilson


def entry(item_id: int = 1, place: int = 1, **more: object) -> Entry:
    """An entry that was shown and left alone."""
    usual = Entry(item_id, place, is_shown=True, is_clicked=False, is_accepted=False, variant="default", parts={})
    return usual._replace(**more)  # type: ignore[arg-type]


def test_wilsons_interval_is_that_of_the_textbook() -> None:
    # n = 10, x = 2, z = 2: middle (0.2 + 0.2) / 1.4 = 2/7; half 2 / 1.4 · √(0.016 + 0.01) = 0.230348
    half = 2 / 1.4 * math.sqrt(0.026)

    assert list(wilson(2, 10, z=2)) == pytest.approx([2 / 7 - half, 2 / 7 + half])
    # Newcombe (1998), table I: 81 of 263, 95 %: 0.2553 to 0.3662; 0 of 20: 0 to 0.1611
    assert list(wilson(81, 263)) == pytest.approx([0.2553, 0.3662], abs=5e-5)
    assert list(wilson(0, 20)) == pytest.approx([0, 0.1611], abs=5e-5)
    assert list(wilson(20, 20)) == pytest.approx([1 - 0.1611, 1], abs=5e-5)
    assert wilson(0, 0) == (0.0, 1.0)


def test_the_source_of_an_entry_is_the_one_that_contributes_most() -> None:
    # 0.2 · 1 = 0.2 against 0.5 · 0.3 = 0.15
    assert main_source({"content": (0.5, 0.3), "ease": (0.2, 1.0), "type": (0.3, -1.0)}) == "ease"
    assert main_source({"b": (1, 1), "a": (1, 1)}) == "a"
    assert main_source({"type": (0.3, -1.0)}) == main_source({}) == "unknown"


@pytest.mark.parametrize(
    ("place", "band"),
    [(1, "1"), (2, "2-3"), (3, "2-3"), (4, "4-6"), (6, "4-6"), (7, "7-10"), (11, "11-20"), (40, "21-40"), (41, "41+")],
)
def test_positions_are_counted_in_bands(place: int, band: str) -> None:
    assert band_of(place) == band


def test_entries_are_counted_by_key_and_feedback_counts_without_a_showing() -> None:
    lists = [
        LoggedList(1, (entry(1, 1, is_clicked=True, is_accepted=True), entry(2, 2), entry(3, 3, is_shown=False))),
        LoggedList(
            2,
            (
                entry(4, 1, is_clicked=True, kinds=("helpful",)),
                entry(5, 9, is_shown=False, kinds=("not_for_me", "helpful")),
            ),
        ),
    ]

    found = tally(lists, lambda one: band_of(one.place))

    assert found == {
        "1": Tally(2, 2, 1, found["1"].kinds),
        "2-3": Tally(1, 0, 0, found["2-3"].kinds),
        "7-10": Tally(0, 0, 0, found["7-10"].kinds),
    }
    assert dict(found["1"].kinds) == {"helpful": 1}
    assert dict(found["7-10"].kinds) == {"helpful": 1, "not_for_me": 1}


def test_what_was_not_shown_is_neither_clicked_nor_accepted() -> None:
    found = tally(
        [LoggedList(1, (entry(is_shown=False, is_clicked=True, is_accepted=True, kinds=("helpful",)),))],
        lambda one: "all",
    )

    assert (found["all"].n_shown, found["all"].n_clicked, found["all"].n_accepted) == (0, 0, 0)
