"""Rankers for the gates: learned from a demo that `train --ranker` would find too small, and shown beside the blend."""

from pathlib import Path

from api.ranking.onnx_ranker import OnnxRanker
from tests.gates.__main__ import lines_of
from tests.gates.rankers import ranker_file
from tests.gates.table import AVOIDED, FIT
from tests.support.servers import Server


def test_a_kind_of_ranker_is_learned_from_the_demo(
    servers: dict[int, Server], demo_template: str, tmp_path: Path
) -> None:
    database = servers[18].create_database(demo_template)

    file = ranker_file(servers[18].url_of(database), "linear", tmp_path / "rankers")

    servers[18].drop_database(database)
    assert file == str(tmp_path / "rankers" / "linear.onnx")
    OnnxRanker(Path(file))


def test_a_file_of_a_ranker_is_served_as_it_is(tmp_path: Path) -> None:
    assert ranker_file("nowhere", "mine.onnx", tmp_path) == "mine.onnx"


def test_the_table_has_a_column_for_each_ranking_and_shows_what_misses_its_gate() -> None:
    figures = {"blend, seed 1": {FIT: 0.70, AVOIDED: -0.01}, "linear, seed 1": {FIT: 0.69, AVOIDED: 0.0}}

    assert lines_of(figures) == [
        "| demo, 24 personas | blend, seed 1 | linear, seed 1 | gate |",
        "|---|---|---|---|",
        "| share of the first 20 that fit | 0.70 | **0.69** | ≥ 0.7 |",
        "| a low-rated genre's share minus its base, worst | -0.01 | **0.00** | < 0 |",
    ]
