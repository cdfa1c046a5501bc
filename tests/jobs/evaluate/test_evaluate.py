"""python -m api.jobs evaluate: what is held out, what is measured, and that the blend beats the most rated."""

import importlib
import json
import math
import subprocess
import sys
from pathlib import Path

import pytest

from api.errors import Misconfigured
from api.jobs.demo.loading import demo_records
from api.jobs.demo.raters import simulate_ratings
from api.jobs.evaluate import job
from api.jobs.evaluate.baselines import best_rated, drawn, most_rated, without
from api.jobs.evaluate.protocols import FEWEST, folds, histories_of, hold_out_newcomers, hold_out_newest
from api.jobs.evaluate.scores import table
from api.jobs.evaluate.warm import BLEND, MOST_RATED, SOURCES
from api.jobs.metrics import (
    coverage,
    debiased_ndcg,
    diversity,
    likeness,
    ndcg,
    novelty,
    paired_t,
    recall,
    reciprocal_rank,
)
from api.ranking.candidates import Candidate
from api.readers.catalogue.movielens import MovieLensRating
from api.settings import ROOT
from tests.jobs.importing import THEN, write_movielens
from tests.support.processes import environment


def rating(rater: int, movie: int, stars: float = 4.0, seconds: int = 0) -> MovieLensRating:
    """A rating; its line does not matter."""
    return MovieLensRating(rater, movie, stars, seconds, 0)


def test_ndcg_is_the_gain_over_the_best_possible() -> None:
    # Relevant at the places 1 and 3: 1/log2(2) + 1/log2(4) = 1.5. Three are relevant, so the best possible is
    # 1/log2(2) + 1/log2(3) + 1/log2(4) = 1 + 0.6309 + 0.5 = 2.1309; 1.5 / 2.1309 = 0.7039.
    assert ndcg([7, 8, 9], {7, 9, 5}) == pytest.approx(0.7039, abs=5e-5)


def test_ndcg_compares_with_what_a_short_list_can_hold() -> None:
    # Of two places one is right: 1 / (1 + 0.6309), though three are relevant.
    assert ndcg([7, 8, 9], {7, 9, 5}, limit=2) == pytest.approx(1 / (1 + 1 / math.log2(3)))
    assert ndcg([7, 9], {7, 9}) == 1
    assert ndcg([], {7}) == 0


def test_debiased_ndcg_weighs_a_hit_by_how_few_rated_it() -> None:
    # 7 has 4 raters and weighs 1/2, 9 has one and weighs 1, 5 has none and weighs as much. At 1 and 3 of the list
    # 0.5 · 1 + 1 · 0.5 = 1; the best possible is 1 + 0.6309 + 0.5 · 0.5 = 1.8809; 1 / 1.8809 = 0.5317.
    n_raters = {7: 4, 8: 100, 9: 1}

    assert debiased_ndcg([7, 8, 9], {7, 9, 5}, n_raters) == pytest.approx(0.5317, abs=5e-5)
    assert debiased_ndcg([7], {7}, n_raters) == 1
    assert debiased_ndcg([9, 7], {7, 9}, n_raters, limit=1) == 1  # only as many as there is room for
    assert debiased_ndcg([8], {7}, n_raters) == 0


def test_recall_is_the_share_of_what_was_relevant() -> None:
    assert recall([1, 2, 3, 4], {2, 4, 9, 10}) == 0.5
    assert recall([1, 2, 3, 4], {2, 4, 9, 10}, limit=3) == 0.25


def test_the_reciprocal_rank_is_that_of_the_first_hit() -> None:
    assert reciprocal_rank([1, 2, 3, 4], {3, 4}) == pytest.approx(1 / 3)
    assert reciprocal_rank([1, 2, 3, 4], {3, 4}, limit=2) == 0


def test_coverage_counts_each_item_once_and_only_the_first_places() -> None:
    # 1, 2 and 3 of ten; 9 stands too low.
    assert coverage([[1, 2, 9], [2, 3]], 10, limit=2) == 0.3


def test_diversity_is_how_little_two_of_a_list_are_alike() -> None:
    traits = {
        1: Candidate(1, {}, ["Drama", "War"], 1985, "ja"),
        2: Candidate(2, {}, ["Drama"], 1954, "ja"),
        3: Candidate(3, {}, ["Comedy"], 2001, "fr"),
    }

    # 1 and 2: half the genres (0.6 · 0.5) and the language (0.2) are shared: 0.5 alike. 3 is like neither.
    assert diversity([1, 2, 3], traits) == pytest.approx((0.5 + 1 + 1) / 3)
    assert diversity([1], traits) == 0


def test_novelty_is_in_bits() -> None:
    # A quarter rated 1 and nobody 2, which counts as one of eight: (2 + 3) / 2 bits.
    assert novelty([1, 2], {1: 2}, n_users=8) == 2.5


def test_likeness_is_six_tenths_genres_two_tenths_decade_two_tenths_language() -> None:
    one = Candidate(1, {}, ["War", "Drama"], 1994, "en")

    assert likeness(one, Candidate(2, {}, ["Drama", "War"], 1990, "en")) == pytest.approx(1)
    assert likeness(one, Candidate(2, {}, ["Drama", "Noir"], 1990, "hi")) == pytest.approx(0.6 / 3 + 0.2)
    assert likeness(one, Candidate(2, {}, ["Noir"], 1989, "en")) == pytest.approx(0.2)
    assert likeness(Candidate(1, {}), Candidate(2, {})) == 0  # what is unknown is not alike


def test_paired_t_is_the_mean_difference_over_its_error() -> None:
    # Differences 1, 2, 3: mean 2, standard deviation 1; 2 / (1 / √3) = 3.4641.
    assert paired_t([2, 4, 6], [1, 2, 3]) == pytest.approx(3.4641, abs=5e-5)
    assert paired_t([1, 2, 3], [2, 4, 6]) == pytest.approx(-3.4641, abs=5e-5)
    assert paired_t([1, 1], [1, 1]) == 0


def test_the_newest_fifth_is_held_out_by_second_and_then_by_movie() -> None:
    old = [rating(1, movie, seconds=1) for movie in range(1, 18)]
    new = [rating(1, 40, 3.5, 9), rating(1, 30, 4, 9), rating(1, 20, 5, 9), rating(1, 10, 4, 5)]
    others = [rating(2, movie) for movie in (10, 30, 40)]

    split = hold_out_newest(histories_of([*new, *old, *others]))

    assert [one.movielens_id for one in split.known[1]] == [*range(1, 18)]
    # A fifth of 21 is 4. 40 was not liked, and 20 is known to nobody else.
    assert split.relevant == {1: {10, 30}}
    assert (split.n_liked, split.n_unknown) == (3, 1)


def test_who_rated_little_keeps_everything() -> None:
    split = hold_out_newest(histories_of(rating(1, movie) for movie in range(FEWEST - 1)))

    assert len(split.known[1]) == FEWEST - 1
    assert split.relevant == {}


def test_of_newcomers_only_the_first_ratings_are_known() -> None:
    ratings = [rating(1, 5, 4, 3), rating(1, 6, 4, 1), rating(1, 7, 5, 2), rating(2, 5), rating(2, 6), rating(2, 7, 1)]

    others, split = hold_out_newcomers(histories_of(ratings), [1], 1)

    assert list(others) == [2]
    assert [one.movielens_id for one in split.known[1]] == [6]
    assert split.relevant == {1: {5, 7}}
    assert (split.n_liked, split.n_unknown) == (2, 0)


def test_everybody_is_a_newcomer_once() -> None:
    groups = folds(range(1, 34), 10)

    assert sorted(rater for group in groups for rater in group) == [*range(1, 34)]
    assert {len(group) for group in groups} == {3, 4}
    assert groups == folds(range(1, 34), 10)


def test_baselines_are_the_same_for_everybody_but_for_what_they_have_seen() -> None:
    histories = histories_of([rating(1, 3, 5), rating(1, 4, 2), rating(2, 4, 2), rating(2, 5, 2.75)])

    assert most_rated(histories) == [4, 3, 5]
    # The mean of all is 2.9375; damped by five of it: 4: (4 + 14.6875) / 7 = 2.67, 3: 3.28, 5: 2.91.
    assert best_rated(histories) == [3, 5, 4]
    assert without(most_rated(histories), {3}, 1) == [4]
    assert drawn([1, 2, 3, 4], 7) == drawn([1, 2, 3, 4], 7)


def test_a_table_is_markdown() -> None:
    rows = {"blend": {"users": 3, "blend": 0.25, "gain": 0.153, "t": 4.44}}

    assert table("people", rows, ("users", "blend", "gain", "t")) == [
        "| people | users | blend | gain | t |",
        "|---|---|---|---|---|",
        "| blend | 3 | 0.2500 | +15.3% | 4.4 |",
    ]


@pytest.fixture(scope="module")
def simulated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder like MovieLens': the demo's films, and what its simulated people think of them."""
    films = [record for record in demo_records() if record["item_type"] == "movie"]
    items = [{**film, "id": number} for number, film in enumerate(films, 1)]
    movies = [(item["id"], f"{item['title']} ({item['year']})", "|".join(item["genres"])) for item in items]
    ratings = [(one.rater, one.item_id, one.rating, one.rated_at) for one in simulate_ratings(items)]
    return write_movielens(tmp_path_factory.mktemp("simulated") / "ml", movies, ratings)


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Runs the job to its end."""
    command = [sys.executable, "-m", "api.jobs", "evaluate", *map(str, arguments)]
    return subprocess.run(
        command,
        check=False,
        cwd=ROOT,
        env=environment(OMP_NUM_THREADS="1"),
        capture_output=True,
        text=True,
        timeout=300,
    )


def test_the_blend_beats_the_most_rated_on_simulated_people(simulated: Path, tmp_path: Path) -> None:
    metrics, per_user = tmp_path / "metrics.json", tmp_path / "users.json"

    done = run("--data", simulated, "--quick", "--metrics", metrics, "--per-user", per_user)

    assert done.returncode == 0, done.stderr
    measured = json.loads(metrics.read_text())["newest_fifth"]
    rows = measured["rows"]
    assert {"random", MOST_RATED, "damped mean", BLEND, *SOURCES} < set(rows)
    assert rows[BLEND]["nDCG@10"] > rows[MOST_RATED]["nDCG@10"] > 0
    assert rows[BLEND]["nDCG@10"] > rows["random"]["nDCG@10"]
    assert len(json.loads(per_user.read_text())["ndcg"]) == measured["n_users"] > 50
    assert 0 < rows[BLEND]["debiased"] < rows[BLEND]["nDCG@10"]
    assert f"| {BLEND} | " in done.stdout
    assert f"{measured['n_unknown']} of {measured['n_liked']:,} hidden likes are left out" in done.stdout


def test_it_fails_where_the_blend_is_no_better_than_the_most_rated(tmp_path: Path) -> None:
    # All have rated all thirty: what was held out is all that is left, and any order of it is perfect.
    movies = [(number, f"Film {number} (2000)", "Drama") for number in range(1, 31)]
    ratings = [(rater, movie, 4.0, THEN + movie * rater % 31) for rater in range(1, 25) for movie in range(1, 31)]
    folder = write_movielens(tmp_path / "ml", movies, ratings)

    done = run("--data", folder, "--quick")

    assert done.returncode == 1
    assert "the blend has to be above" in done.stderr


def test_it_says_what_has_to_be_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)

    with pytest.raises(Misconfigured, match=r"pip install -r requirements-train.txt -r requirements-local.txt\."):
        job._require_packages()


def test_a_folder_without_the_files_is_refused(tmp_path: Path) -> None:
    done = run("--data", tmp_path, "--quick")

    assert done.returncode == 1
    assert "movies.csv cannot be read" in done.stderr
