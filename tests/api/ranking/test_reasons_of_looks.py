"""Reasons that go by what a reader looked at and did not rate."""

import pytest

from api.ranking.reasons import explain
from tests.api.ranking.test_reasons import Json, because, part, said


def looked(item_id: int, title: str, share: float) -> Json:
    """An item that the reader looked at."""
    return because(item_id, title, None, share, is_stated=False)


@pytest.mark.parametrize("source", ["ease", "cosine", "content"])
@pytest.mark.parametrize(
    ("top", "text"),
    [
        (
            [looked(4, "Roja", 0.5), looked(5, "Kaithi", 0.3), looked(6, "96", 0.2)],
            "Because you looked at Roja and Kaithi",
        ),
        ([looked(4, "Roja", 0.5), because(1, "Drishyam", 5, 0.4)], "Because you looked at Roja"),
        (
            [because(1, "Drishyam", 5, 0.4), looked(4, "Roja", 0.3), looked(5, "96", 0.2)],
            "Because you looked at Roja and 96",
        ),
        ([looked(4, "Roja", 0.5), looked(5, "Kaithi", -0.5)], "Because you looked at Roja"),
    ],
)
def test_looks_are_named_where_they_say_more_than_ratings(source: str, top: list[Json], text: str) -> None:
    [reason] = explain([part(source)], {source: {"top": top}}, "movie")

    assert (reason["text"], reason["key"]) == (text, "because_you_looked")
    assert [item["rating"] for item in reason["params"]["items"]] == [None] * len(reason["params"]["items"])


@pytest.mark.parametrize(
    ("source", "text"),
    [("ease", "Because you gave Drishyam 5 stars"), ("content", "Its story is like Drishyam and Roja")],
)
def test_ratings_are_named_where_they_say_as_much_as_looks(source: str, text: str) -> None:
    assert said(source, {"top": [because(1, "Drishyam", 5, 0.4), looked(4, "Roja", 0.4)]}) == [text]


def test_what_one_looked_at_and_what_speaks_against_is_no_reason() -> None:
    assert said("ease", {"top": [looked(4, "Roja", -0.5), because(9, "Dune", 3.5, 0.1)]}) == []
