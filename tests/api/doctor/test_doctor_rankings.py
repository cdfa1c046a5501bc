"""What the doctor says of rankings of the operator's own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from api.doctor.rankings import judge_rankings
from api.ranking.recommender import recommender_named
from tests.conftest import settings_of


@pytest.fixture(autouse=True)
def module(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """A module `ranked_by_doctor` with a function `score`, which can be imported."""
    (tmp_path / "ranked_by_doctor.py").write_text("def score(ranked, taste):\n    return {}\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    yield
    recommender_named.cache_clear()


def judged(wanted: list[list[str]], **settings: str) -> list[tuple[str, str]]:
    """The states and sentences of its findings."""
    return [(finding.state, finding.sentence) for finding in judge_rankings(settings_of(**settings), wanted)]


def test_nothing_is_said_without_a_ranking() -> None:
    assert judged([]) == []


def test_rankings_that_load_are_fine() -> None:
    found = judged(
        [["bolder", "short"]],
        recommender="ranked_by_doctor:score",
        experiment_recommenders="short=ranked_by_doctor:score",
    )

    assert found == [("ok", "RECOMMENDER can be used."), ("ok", "EXPERIMENT_RECOMMENDERS: short can be used.")]


def test_rankings_that_do_not_load_are_named() -> None:
    missing = "no_such_module:score"

    [(of_all, told), (of_short, told_of_short)] = judged(
        [], recommender="ranked_by_doctor:rank", experiment_recommenders=f"short={missing}"
    )

    assert (of_all, of_short) == ("problem", "problem")
    assert told.startswith("RECOMMENDER: The ranking ranked_by_doctor:rank cannot be loaded (AttributeError: ")
    assert told_of_short.startswith(f"EXPERIMENT_RECOMMENDERS: short: The ranking {missing} cannot be loaded (")


def test_an_experiment_that_wants_what_is_not_listed_is_named() -> None:
    assert judged(
        [["bolder", "short"], ["bolder", "long"]], experiment_recommenders="short=ranked_by_doctor:score"
    ) == [
        ("ok", "EXPERIMENT_RECOMMENDERS: short can be used."),
        (
            "problem",
            "The experiment bolder wants the ranking long, which EXPERIMENT_RECOMMENDERS lacks."
            " Add it, or stop the experiment.",
        ),
    ]
