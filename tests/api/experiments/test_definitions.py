"""What may be said of a new experiment, and which sentence refuses the rest."""

from typing import Any

import pytest

from api.errors import InvalidInput
from api.experiments.definitions import definition_of, read_variant, read_wanted
from api.ranking.blend import CLASSIC
from tests.conftest import settings_of

CONTROL = {"name": "control"}
SILENT = dict.fromkeys(["neighbors", "ease", "cosine", "content", "popular"], 0)


def wanted(*variants: dict[str, Any], **given: Any) -> dict[str, Any]:
    """What is stored of a new experiment."""
    settings = settings_of(experiment_recommenders="short=a.module:prefer_short")
    asked = {"name": "bolder", "variants": [CONTROL, *variants], **given}
    return definition_of(read_wanted(asked), settings)


def test_an_experiment_has_defaults_and_a_salt_of_its_own() -> None:
    one, other = (wanted({"name": "bold", "settings": {"diversity": 0.3}}) for _ in range(2))

    assert one.pop("salt") != other.pop("salt")
    assert one == {
        "name": "bolder",
        "variants": [
            {"name": "control", "portion": 1, "settings": {}},
            {"name": "bold", "portion": 1, "settings": {"diversity": 0.3}},
        ],
        "changes": ["diversity"],
        "share": 1.0,
        "most_worse": 0.05,
        "starts": None,
        "ends": None,
    }


def test_a_blend_is_stored_with_its_weights_of_today() -> None:
    made = wanted({"name": "classic", "settings": {"blend": "classic", "without": ["content"]}})

    settings = made["variants"][1]["settings"]
    assert settings == {"blend": "classic", "without": ["content"], "bands": {"0": CLASSIC[0]}, "uses_trained": False}
    assert made["changes"] == ["weights"]


def test_what_variants_change_is_named_once() -> None:
    made = wanted(
        {"name": "one", "settings": {"weights": {"ease": 1}, "times": {"taste": 2}}},
        {"name": "two", "settings": {"recommender": "short", "diversity": 0}},
        {"name": "three", "settings": {"recommender": "off"}},
    )

    assert made["changes"] == ["diversity", "recommender", "weights"]


@pytest.mark.parametrize(
    ("variants", "given", "field", "words"),
    [
        ([], {}, "variants", "2 entries or more"),
        ([{"name": "control"}], {}, "body", "give each its own"),
        ([{"name": "Bold"}], {}, "variants.1.name", "It must be of the form"),
        ([{"name": "b"}], {"share": 0}, "share", "It must be 0.001 or more"),
        ([{"name": "b"}], {"share": 1.1}, "share", "It must be 1.0 or less"),
        ([{"name": "b"}], {"most_worse": 1}, "most_worse", "It must be 0.99 or less"),
        ([{"name": "b"}], {"starts": "2026-12-01T09:00"}, "starts", "a time with its zone"),
        ([{"name": "b", "portion": 0}], {}, "variants.1.portion", "It must be 1 or more"),
        ([{"name": "b", "settings": {"colour": 1}}], {}, "variants.1.settings.colour", "no such field"),
        ([{"name": "b", "settings": {"weights": {"eas": 1}}}], {}, "variants.1.settings.weights.eas.[key]", "'ease'"),
        ([{"name": "b", "settings": {"diversity": 2}}], {}, "variants.1.settings.diversity", "It must be 1.0 or less"),
        (
            [{"name": "b", "settings": {"recommender": "os"}}],
            {},
            "variants.1.settings.recommender",
            "EXPERIMENT_RECOMMENDERS lists short",
        ),
        (
            [{"name": "b", "settings": {"without": ["neighbors", "ease", "cosine", "content", "popular"]}}],
            {},
            "variants.1.settings.without",
            "keep one",
        ),
        ([{"name": "b", "settings": {"weights": SILENT}}], {}, "variants.1.settings.weights", "keep one"),
        ([{"name": "b", "settings": {"times": SILENT}}], {}, "variants.1.settings.times", "keep one"),
    ],
)
def test_a_fault_is_named_with_its_remedy(
    variants: list[dict[str, Any]], given: dict[str, Any], field: str, words: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        wanted(*variants, **given)

    assert [fault.field for fault in refused.value.faults] == [field]
    assert words in refused.value.faults[0].message


@pytest.mark.parametrize(
    "settings",
    [
        {"weights": {**SILENT, "popular": 0.1}},
        {"weights": {**SILENT, "factors": 0.1}, "without": ["popular"]},
        {"times": SILENT, "weights": {"content": 1}},
    ],
)
def test_one_source_is_enough(settings: dict[str, Any]) -> None:
    wanted({"name": "b", "settings": settings})


@pytest.mark.parametrize("named", ["os:system", "a.module:prefer_short", "../ranker.onnx"])
def test_code_cannot_be_named(named: str) -> None:
    with pytest.raises(InvalidInput, match="recommender"):
        wanted({"name": "b", "settings": {"recommender": named}})


def test_a_variant_is_read_from_the_command_line() -> None:
    assert read_variant("control") == {"name": "control"}
    assert read_variant('bold={"diversity": 0.3}') == {"name": "bold", "settings": {"diversity": 0.3}}
    with pytest.raises(InvalidInput, match="JSON object of settings"):
        read_variant("bold=0.3}")
    with pytest.raises(InvalidInput, match="JSON object of settings"):
        read_variant("bold=" + "[" * 100_000)
