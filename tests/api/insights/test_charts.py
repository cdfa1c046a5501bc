"""What is made of SQL's figures, with literals."""

from typing import Any

import pytest

from api.insights.charts import compare, engage, tell_diversity, tell_month
from api.insights.preferences import label_of, weigh, weigh_months
from api.ranking.taste import Liking, Taste, parts_of


def row(kind: str, name: str, liked: float, disliked: float = 0, **more: Any) -> dict[str, Any]:
    """A row of SQL's."""
    return {"kind": kind, "name": name, "liked": liked, "disliked": disliked, **more}


ROWS = [
    row("genre", "War", 1.0, 0.25), row("genre", "Love", -0.5), row("language", "ta", 0.5), row("person", "Ray", 0.5),
    row("person", "Sen", -1.0, 0.5), row("decade", "1980", 0.8), row("decade", "1990", 0.4), row("type", "movie", 0.3),
    row("type", "book", -2.0),
]  # fmt: skip


def test_a_weight_is_what_a_list_adds_for_the_feature() -> None:
    weights = {(kind, one["key"]): one["weight"] for kind, some in weigh(ROWS, 9).items() for one in some}

    # People weigh 0.8; a decade is half itself and a quarter each beside it; a type is cut to -1.5 and 0.
    assert weights == {
        ("genre", "War"): 0.75, ("genre", "Love"): -0.5, ("language", "ta"): 0.5, ("person", "Ray"): 0.4,
        ("person", "Sen"): -0.4, ("decade", "1980"): pytest.approx(0.5), ("decade", "1990"): pytest.approx(0.4),
        ("type", "movie"): 0, ("type", "book"): -1.5,
    }  # fmt: skip
    taste = Taste({(one["kind"], one["name"]): Liking(one["liked"], one["disliked"]) for one in ROWS[:7]})
    parts = parts_of(taste, ["War"], "ta", 1984, ["Ray"])
    assert parts == {feature: pytest.approx(weights[feature]) for feature in parts}
    assert len(parts) == 4


def test_those_of_which_most_is_said_are_shown_with_the_largest_first() -> None:
    genres = [row("genre", "A", 0.1), row("genre", "B", -3), row("genre", "C", 2), row("genre", "D", 2)]

    assert [one["key"] for one in weigh(genres, 3)["genre"]] == ["C", "D", "B"]
    assert weigh([], 3) == {kind: [] for kind in ("genre", "language", "decade", "person", "type")}


def test_each_month_is_weighed_by_itself() -> None:
    months = [
        {"month": "2026-01-01", "liked": 0.0, "disliked": 0.0},
        {"month": "2026-02-01", "liked": 1, "disliked": 2},
    ]

    trends = weigh_months([row("genre", "War", 9, 9, trend=months), row("person", "Ray", 9, 9, trend=months)])

    assert trends == {
        ("genre", "War"): [{"month": "2026-01-01", "weight": 0}, {"month": "2026-02-01", "weight": -1}],
        ("person", "Ray"): [{"month": "2026-01-01", "weight": 0}, {"month": "2026-02-01", "weight": -0.8}],
    }
    assert weigh_months([]) == {}


@pytest.mark.parametrize(
    ("kind", "key", "label"),
    [("language", "ta", "Tamil"), ("decade", "1990", "1990s"), ("type", "book", "Books"), ("person", "Ray", "Ray")],
)
def test_a_label_is_in_english(kind: str, key: str, label: str) -> None:
    assert label_of(kind, key) == label


@pytest.mark.parametrize(
    ("active", "events", "last", "score"),
    [
        (0, 0, None, 0.0),
        (30, 300, "2026-03-10", 100.0),
        (30, 900, "2026-03-10", 100.0),  # more than ten events a day do not count
        (0, 0, "2026-03-03", 16.7),  # seven days idle: a half, a third of it
        (15, 0, "2026-03-03", 33.3),
    ],
)
def test_engagement_is_the_mean_of_recency_frequency_and_volume(
    active: int, events: int, last: str | None, score: float
) -> None:
    recent = {"n_days": 30, "n_active_days": active, "n_events": events}

    assert engage(recent, "2026-03-10", last)["engagement_score"] == score


def test_bars_have_shares_of_their_own_sums() -> None:
    bars = [{"stars": 1.0, "mine": 1, "crowd": 0}, {"stars": 5.0, "mine": 3, "crowd": 10}]

    told = compare({"n_ratings": 4, "average": 4.0, "deviation": 1.0, "histogram": bars})

    assert [(bar["my_share"], bar["crowd_share"]) for bar in told["histogram"]] == [(0.25, 0), (0.75, 1)]
    assert told["crowd_average"] == 5


def test_one_of_a_kind_has_no_evenness() -> None:
    found = {"kinds": [{"kind": "language", "n_names": 1, "entropy": 0.0, "shares": [], "new": None}]}

    genre, language, _ = tell_diversity(found)

    assert (genre["n"], genre["effective"], genre["evenness"]) == (0, 0, None)
    assert (language["n"], language["effective"], language["evenness"]) == (1, 1, None)


def test_a_month_tells_the_largest_changes_and_no_small_ones() -> None:
    def points(change: float) -> list[dict[str, Any]]:
        return [{"weight": 9.0}, {"weight": 0.0}, {"weight": change}]

    changes = [0.05, 0.04, 1, 2, 3, 4, 5, -0.05, -0.04, -7]
    trends = {("genre", str(place)): points(change) for place, change in enumerate(changes)}
    month = {"n_ratings": 2, "n_events": 3}
    new = {"kinds": [{"new": None}, {"new": [{"kind": "language", "key": "ta", "n_items": 1}]}]}

    told = tell_month([{"month": "1", **month}, {"month": "2", "n_ratings": 5, "n_events": 6}], trends, new)

    assert [one["change"] for one in told["rising"]] == [5, 4, 3, 2, 1]
    assert [one["change"] for one in told["falling"]] == [-7, -0.05]
    assert (told["month"], told["n_ratings"], told["n_ratings_before"], told["n_events_before"]) == ("2", 5, 2, 3)
    assert told["first_seen"] == [{"kind": "language", "key": "ta", "n_items": 1, "label": "Tamil"}]
