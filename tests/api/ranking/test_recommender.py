"""A ranking of one's own: a function or an ONNX file scores the candidates anew, and receipts still sum."""

import re
import sys
import types
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import onnx
import pytest
from hypothesis import given
from hypothesis import strategies as some
from onnx import TensorProto, helper

from api.errors import RecommenderFailed
from api.ranking.blend import recommend
from api.ranking.candidates import Candidate, Ranked
from api.ranking.recommender import MOST_SCORE, Recommender, recommender_named
from api.ranking.taste import Taste
from api.settings import ROOT

THREE = [Candidate(item_id, {"popular": float(item_id)}, year=1990 + item_id) for item_id in (1, 2, 3)]
POPULAR = {"popular": 1.0}
PLUG_IN = "a_plug_in:score"


@pytest.fixture
def plug_in(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Recommender]]:
    """Makes a function the recommender of a module that can be imported."""

    def make(function: object) -> Recommender:
        module = types.ModuleType("a_plug_in")
        module.score = function  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, "a_plug_in", module)
        return Recommender(PLUG_IN)

    yield make
    recommender_named.cache_clear()


def ranked_by(recommender: Recommender, limit: int = 10) -> list[tuple[int, float]]:
    """Ids and scores of the three candidates."""
    ranked = recommend(THREE, Taste(), POPULAR, 0, limit, recommender)
    for one in ranked:
        assert sum(part.points for part in one.contributions) == pytest.approx(one.score)
    return [(one.candidate.item_id, one.score) for one in ranked]


def test_a_function_turns_the_order_round_and_says_what_it_added(plug_in: Callable[..., Recommender]) -> None:
    recommender = plug_in(lambda ranked, taste: {one.candidate.item_id: -one.score for one in ranked})

    ranked = recommend(THREE, Taste(), POPULAR, 0, 10, recommender)

    # the blend says 1/3, 2/3 and 1; each is moved by twice that
    assert [one.candidate.item_id for one in ranked] == [1, 2, 3]
    assert [(part.source, part.points) for part in ranked[2].contributions] == [("popular", 1.0), ("recommender", -2.0)]
    assert [one.rank for one in ranked] == [1, 2, 3]


def test_what_it_gives_no_score_is_left_out_and_what_it_does_not_know_is_no_matter(
    plug_in: Callable[..., Recommender],
) -> None:
    assert ranked_by(plug_in(lambda ranked, taste: {2: 5.0, 99: 7.0})) == [(2, 5.0)]


def test_an_equal_score_adds_nothing_and_ties_go_by_id(plug_in: Callable[..., Recommender]) -> None:
    recommender = plug_in(lambda ranked, taste: {1: 1.0, 2: 1.0, 3: 1.0})

    ranked = recommend(THREE, Taste(), POPULAR, 0, 10, recommender)

    assert [one.candidate.item_id for one in ranked] == [1, 2, 3]
    assert [part.source for part in ranked[2].contributions] == ["popular"]


def raising(ranked: Sequence[Ranked], taste: Taste) -> Mapping[int, float]:
    """Fails."""
    raise KeyError("its file")


@pytest.mark.parametrize(
    ("function", "said"),
    [
        (raising, "KeyError: 'its file'"),
        (lambda ranked, taste: {1: float("nan")}, "the score of item 1 is nan"),
        (lambda ranked, taste: {1: MOST_SCORE * 1.01}, "the score of item 1 is 1010000.0"),
        (lambda ranked, taste: {1: "much"}, "ValueError"),
        (lambda ranked, taste: None, "TypeError"),
        ("no function", "TypeError: score is no function"),
    ],
)
def test_a_failure_is_told_in_a_sentence(plug_in: Callable[..., Recommender], function: object, said: str) -> None:
    recommender = plug_in(function)

    with pytest.raises(RecommenderFailed, match=re.escape(said)):
        ranked_by(recommender)

    assert recommender.problem is not None
    assert recommender.problem.startswith(f"The ranking {PLUG_IN} failed")


def test_the_largest_score_is_taken(plug_in: Callable[..., Recommender]) -> None:
    assert ranked_by(plug_in(lambda ranked, taste: {1: MOST_SCORE})) == [(1, MOST_SCORE)]


def test_it_recovers_by_itself(plug_in: Callable[..., Recommender]) -> None:
    answers = iter([{}, {1: 1.0}])
    recommender = plug_in(lambda ranked, taste: next(answers) or raising(ranked, taste))

    with pytest.raises(RecommenderFailed):
        ranked_by(recommender)
    assert ranked_by(recommender) == [(1, 1.0)]
    assert recommender.problem is None


def test_a_module_that_is_not_there_is_a_problem_before_anybody_asks() -> None:
    assert "No module named 'nowhere'" in (Recommender("nowhere:score").check() or "")


def test_a_changed_module_counts_after_a_reload_and_a_broken_one_leaves_the_former(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    (tmp_path / "changing.py").write_text("def score(ranked, taste): return {1: 1.0}")
    recommender = Recommender("changing:score")
    assert ranked_by(recommender) == [(1, 1.0)]

    (tmp_path / "changing.py").write_text("def score(ranked, taste): return {2: 22.0}")
    assert ranked_by(recommender) == [(1, 1.0)]
    assert recommender.reload() is None
    assert ranked_by(recommender) == [(2, 22.0)]
    (tmp_path / "changing.py").write_text("def score(:")
    assert "SyntaxError" in (recommender.reload() or "")
    assert ranked_by(recommender) == [(2, 22.0)]


def save_ranker(path: Path, weights: list[float], features: str | None, n_scores: int = 1) -> None:
    """Write a linear model of some features."""
    graph = helper.make_graph(
        [helper.make_node("MatMul", ["features", "weights"], ["scores"])],
        "ranker",
        [helper.make_tensor_value_info("features", TensorProto.FLOAT, [None, len(weights)])],
        [helper.make_tensor_value_info("scores", TensorProto.FLOAT, [None, n_scores])],
        [helper.make_tensor("weights", TensorProto.FLOAT, [len(weights), n_scores], weights * n_scores)],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    if features is not None:
        helper.set_model_props(model, {"features": features})
    onnx.save(model, path)


def test_an_onnx_file_scores_by_the_features_that_it_names(tmp_path: Path) -> None:
    save_ranker(tmp_path / "ranker.onnx", [-1.0, 2.0], "popular, content")

    ranked = ranked_by(Recommender(str(tmp_path / "ranker.onnx")))

    # popular adds 1/3, 2/3 and 1; content nothing
    assert [item_id for item_id, _ in ranked] == [1, 2, 3]
    assert [score for _, score in ranked] == pytest.approx([-1 / 3, -2 / 3, -1], abs=1e-6)


def test_without_names_it_gets_every_feature_in_the_documented_order(tmp_path: Path) -> None:
    # neighbors, ease, cosine, content, popular, taste, type, score: popular counts 1, score 10
    save_ranker(tmp_path / "ranker.onnx", [0, 0, 0, 0, 1, 0, 0, 10], None)

    assert [score for _, score in ranked_by(Recommender(str(tmp_path / "ranker.onnx")))] == pytest.approx(
        [11, 22 / 3, 11 / 3], abs=1e-5
    )


@pytest.mark.parametrize(
    ("features", "n_scores", "said"),
    [("popular,fame", 1, "unknown features fame"), ("popular,content", 2, "6 scores for 3 candidates")],
)
def test_an_onnx_file_that_does_not_fit_is_refused(tmp_path: Path, features: str, n_scores: int, said: str) -> None:
    save_ranker(tmp_path / "ranker.onnx", [1.0, 1.0], features, n_scores)

    with pytest.raises(RecommenderFailed, match=said):
        ranked_by(Recommender(str(tmp_path / "ranker.onnx")))


@pytest.mark.parametrize(
    ("weights", "features", "n_scores"), [([1.0, 1.0, 1.0], "popular,content", 1), ([1.0, 1.0], "popular,content", 2)]
)
def test_a_reload_of_a_file_made_for_other_features_keeps_the_former(
    tmp_path: Path, weights: list[float], features: str, n_scores: int
) -> None:
    file = tmp_path / "ranker.onnx"
    save_ranker(file, [-1.0, 2.0], "popular,content")
    recommender = Recommender(str(file))
    before = ranked_by(recommender)

    save_ranker(file, weights, features, n_scores)

    assert "cannot be loaded" in (recommender.reload() or "")
    assert ranked_by(recommender) == before


def test_a_file_that_is_no_model_is_never_run(tmp_path: Path) -> None:
    (tmp_path / "ranker.onnx").write_bytes(b"\x80\x04\x95 a pickle, perhaps")

    assert "cannot be loaded" in (Recommender(str(tmp_path / "ranker.onnx")).check() or "")


@given(some.dictionaries(some.integers(1, 3), some.floats(-100, 100)))
def test_whatever_it_says_the_receipts_sum(scores: dict[int, float]) -> None:
    module = types.ModuleType("a_plug_in_of_any_score")
    module.score = lambda ranked, taste: scores  # type: ignore[attr-defined]
    sys.modules["a_plug_in_of_any_score"] = module

    ranked = ranked_by(Recommender("a_plug_in_of_any_score:score"))

    assert ranked == sorted(scores.items(), key=lambda one: (-one[1], one[0]))


def examples() -> list[str]:
    """The Python of the documentation's chapter."""
    chapter = (ROOT / "docs" / "algorithms.md").read_text().split("## A ranking of your own\n")[1].split("\n## ")[0]
    return re.findall(r"```python\n(.*?)```", chapter, re.DOTALL)


def test_the_documented_examples_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    function, model = examples()
    (tmp_path / "my_ranking.py").write_text(function)
    exec(compile(model, "docs/algorithms.md", "exec"), {})

    assert [item_id for item_id, _ in ranked_by(Recommender("my_ranking:prefer_short"))] == [3, 2, 1]
    assert [item_id for item_id, _ in ranked_by(Recommender("ranker.onnx"))] == [3, 2, 1]
