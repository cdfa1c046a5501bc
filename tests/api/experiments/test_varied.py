"""Where a variant meets the settings of the process."""

from typing import Any

import pytest

from api.errors import Misconfigured
from api.experiments.varied import label_of, names_recommender, recommenders_of, vary
from api.settings import read_settings
from tests.conftest import settings_of

SETTINGS = settings_of(
    recommender="ours.module:rank",
    experiment_recommenders="short=a.module:prefer_short,linear=models/ranker.onnx",
    diversity=0.15,
)


def drawn(settings: dict[str, Any] | None) -> dict[str, Any]:
    """What the database draws for a reader."""
    return {"label": None if settings is None else "bolder:bold", "settings": settings}


@pytest.mark.parametrize("settings", [None, {}])
def test_without_a_variant_settings_are_the_very_same(settings: dict[str, Any] | None) -> None:
    varied, missing = vary(SETTINGS, drawn(settings))

    assert varied is SETTINGS
    assert missing == []


@pytest.mark.parametrize(
    ("settings", "diversity", "recommender", "missing"),
    [
        ({"diversity": 0}, 0, "ours.module:rank", []),
        ({"weights": {"ease": 1}}, 0.15, "ours.module:rank", []),  # SQL applies weights
        ({"recommender": "off"}, 0.15, None, []),
        ({"recommender": "short"}, 0.15, "a.module:prefer_short", []),
        ({"recommender": "linear"}, 0.15, "models/ranker.onnx", []),
        ({"recommender": "os:system"}, 0.15, None, ["recommender"]),  # whatever a row says, nothing is imported
    ],
)
def test_a_variant_changes_variety_and_the_plug_in(
    settings: dict[str, Any], diversity: float, recommender: str | None, missing: list[str]
) -> None:
    varied, absent = vary(SETTINGS, drawn(settings))

    assert (varied.diversity, varied.recommender, absent) == (diversity, recommender, missing)


def test_a_label_is_told_as_it_was_drawn() -> None:
    assert label_of(drawn({})) == "bolder:bold"
    assert label_of(drawn(None)) is None


@pytest.mark.parametrize("text", ["short", "short=", "=a.module:f", "short=a.module", "short=a:f;other=b:g"])
def test_named_rankings_have_a_form(text: str) -> None:
    with pytest.raises(Misconfigured, match="EXPERIMENT_RECOMMENDERS"):
        read_settings(experiment_recommenders=text)


@pytest.mark.parametrize(
    ("settings", "is_named"),
    [
        (None, False),
        ({}, False),
        ({"diversity": 0.4}, False),
        ({"recommender": "off"}, False),
        ({"recommender": "short"}, True),
    ],
)
def test_a_variant_with_a_ranking_of_its_own_is_told(settings: dict[str, Any] | None, is_named: bool) -> None:
    assert names_recommender(drawn(settings)) is is_named


def test_the_process_has_the_rankings_that_it_lists() -> None:
    assert {name: one.named for name, one in recommenders_of(SETTINGS).items()} == {
        "short": "a.module:prefer_short",
        "linear": "models/ranker.onnx",
    }
