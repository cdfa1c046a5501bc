"""`train --ranker`: from ratings to a file that serves, and what it refuses."""

import argparse
from pathlib import Path

import numpy as np
import pytest

from api.db import Database
from api.errors import InvalidInput
from api.jobs.training import learning
from api.jobs.training.learning import bands_in_use, train_ranker
from api.jobs.training.options import add_options, check_options
from api.jobs.training.ranker.examples import FEATURES, contributions_of
from api.jobs.training.weights.search import Stack
from api.ranking.blend import TUNED
from api.ranking.candidates import SOURCES
from api.ranking.onnx_ranker import OnnxRanker
from tests.api.recommendations.town import a_town
from tests.support.readers import write_items
from tests.support.servers import Server


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--boosted"], "--boosted goes with --ranker"),
        (["--ranker", "r.onnx", "--factors"], "--ranker trains no model"),
        (["--ranker", "r.onnx", "--engine", "spark"], "--ranker trains no model"),
        (["--ranker", "ranker"], "must end in .onnx, or RECOMMENDER takes it for a module"),
        (["--ranker", "no/such/r.onnx"], "there is no folder no/such. Make it first"),
        (["--factors", "--engine", "spark"], "--factors are fitted in one process"),
    ],
)
def test_options_that_do_not_go_together_are_refused(options: list[str], said: str) -> None:
    parser = argparse.ArgumentParser()
    add_options(parser)

    with pytest.raises(InvalidInput, match=said):
        check_options(parser.parse_args(options))


async def test_few_ratings_teach_no_ranking(db: Database, tmp_path: Path) -> None:
    await write_items(db)

    with pytest.raises(InvalidInput) as refused:
        await train_ranker(db, tmp_path / "ranker.onnx", "linear")

    assert refused.value.slug == "nothing_to_train_on"
    assert "20,000 ratings are needed, and 50 people with 20 each. There are 0 and 0." in str(refused.value.detail)
    assert not (tmp_path / "ranker.onnx").exists()


async def test_a_ranking_is_learned_from_hidden_ratings(
    servers: dict[int, Server], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(learning, "FEWEST_RATINGS", 1)
    monkeypatch.setattr(learning, "FEWEST_JUDGED", 1)
    said: list[str] = []
    async with a_town(servers[18]) as town:
        figures = await train_ranker(town.db, tmp_path / "ranker.onnx", "linear", said.append)
        before = await bands_in_use(town.db)

    assert figures["n_judged"] > 0
    assert said[0].startswith(
        f"linear: nDCG@10 {figures['ndcg_at_10']:.4f}, the blend {figures['ndcg_at_10_blend']:.4f}"
    )
    assert before == TUNED  # the town trained with too few ratings to choose
    OnnxRanker(tmp_path / "ranker.onnx")


def test_contributions_are_those_of_the_blend() -> None:
    # One reader, two candidates. EASE says 1 and 0.5, popular 0.25 and 1, taste 0.5 and −0.5; type nothing.
    # EASE weighs 3 of 4, popular 1 of 4: 0.75 + 0.0625 + 0.4 · 0.5; 0.375 + 0.25 − 0.4 · 0.5.
    said = [[0.0] * (len(SOURCES) + 2) for _ in range(2)]
    said[0][1], said[0][4], said[0][-2] = 1, 0.25, 0.5
    said[1][1], said[1][4], said[1][-2] = 0.5, 1, -0.5

    stack = Stack.of([(np.array([0, 1]), np.array(said, np.float32).T, {0})])

    found = contributions_of(stack, {"ease": 0.75, "popular": 0.25, "taste": 0.4})[0, :2]

    by_name = [dict(zip(FEATURES, row.tolist(), strict=True)) for row in found]
    assert [row["score"] for row in by_name] == pytest.approx([1.0125, 0.425])
    assert [row["ease"] for row in by_name] == pytest.approx([0.75, 0.375])
    assert [row["ease_value"] for row in by_name] == pytest.approx([1, 0.5])
    assert [row["popular"] for row in by_name] == pytest.approx([0.0625, 0.25])
