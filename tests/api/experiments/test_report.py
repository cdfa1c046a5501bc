"""From sums to a report, and when an experiment is stopped."""

from typing import Any

import pytest

from api.experiments.report import harm_of, report_of


def sums(*moments: dict[str, Any], most_worse: float = 0.05, names: tuple[str, ...] = ("control", "bold")) -> Any:
    """What the database answers of an experiment."""
    variants = [{"name": name, "portion": 1, "settings": {}} for name in names]
    experiment = {"name": "bolder", "variants": variants, "most_worse": most_worse}
    return {"experiment": experiment, "entered": {"control": 1000, "bold": 1000}, "moments": list(moments)}


def of(variant: str, share: float, measure: str = "click_through", n: int = 1000) -> dict[str, Any]:
    """So many readers who were shown 20 items each; a part of them clicked on half, and the others on nothing."""
    clickers = n * share * 2
    moments = {"n": n, "x": 10 * clickers, "y": 20 * n, "xx": 100 * clickers, "yy": 400 * n, "xy": 200 * clickers}
    return {"variant": variant, "measure": measure, **moments}


def measure_of(report: dict[str, Any], name: str) -> dict[str, Any]:
    """A measure of a report."""
    [found] = [one for one in report["measures"] if one["measure"] == name]
    return dict(found)


def test_a_report_has_every_measure_and_says_where_there_is_too_little() -> None:
    report = report_of(sums(of("control", 0.1), of("bold", 0.1, n=99)))

    names = [one["measure"] for one in report["measures"]]
    assert names == ["click_through", "acceptance", "not_for_me", "ratings", "return"]
    clicks = measure_of(report, "click_through")
    assert [one["value"] for one in clicks["variants"]] == pytest.approx([0.1, 0.1])
    assert clicks["against_control"] == [
        {
            **dict.fromkeys(("difference", "low", "high", "lift", "p_value", "detectable")),
            "variant": "bold",
            "verdict": "too_few",
        }
    ]
    assert measure_of(report, "return")["variants"] == []


def test_a_variant_is_compared_by_readers() -> None:
    report = report_of(sums(of("control", 0.1), of("bold", 0.15)))

    [bold] = measure_of(report, "click_through")["against_control"]
    # The variances are 0.2 · 0.8 / 4 / 999 and 0.3 · 0.7 / 4 / 999, as of shares of readers who click on half.
    variance = (0.2 * 0.8 + 0.3 * 0.7) / 4 / 999
    assert (bold["difference"], bold["lift"]) == pytest.approx((0.05, 0.5))
    assert (bold["low"] + bold["high"]) / 2 == pytest.approx(0.05)
    assert bold["low"] < 0.05 - 1.96 * variance**0.5
    assert bold["verdict"] == "better"
    assert report["confidence"] == 0.95


def test_more_of_not_for_me_is_worse() -> None:
    report = report_of(sums(of("control", 0.05, "not_for_me"), of("bold", 0.15, "not_for_me")))

    assert measure_of(report, "not_for_me")["against_control"][0]["verdict"] == "worse"


def test_three_variants_share_the_5_percent() -> None:
    both = report_of(sums(of("control", 0.1), of("bold", 0.11)))
    three = report_of(
        sums(of("control", 0.1), of("bold", 0.11), of("shy", 0.1), names=("control", "bold", "shy")),
    )

    assert three["confidence"] == 0.975
    alone, shared = (measure_of(one, "click_through")["against_control"][0] for one in (both, three))
    assert shared["high"] > alone["high"]
    assert shared["p_value"] == alone["p_value"]


def test_a_skewed_split_is_told() -> None:
    given = sums()
    assert report_of(given)["split"]["is_skewed"] is False

    given["entered"] = {"control": 1000, "bold": 700}
    split = report_of(given)["split"]
    assert split["is_skewed"] is True
    assert split["variants"][1] == {"variant": "bold", "n_readers": 700, "n_expected": 850}


def test_a_variant_that_surely_loses_more_than_allowed_harms() -> None:
    worse = sums(of("control", 0.2, n=4000), of("bold", 0.15, n=4000))

    assert harm_of(worse) == (
        "click_through of bold is 15.00%, that of control 20.00%: 25% less, and surely more than 5% worse."
    )
    assert harm_of(sums(of("control", 0.2), of("bold", 0.19))) is None
    assert harm_of(sums(of("control", 0.2, n=4000), of("bold", 0.15, n=4000), most_worse=0.24)) is None
    assert harm_of(sums(of("control", 0.2, n=90), of("bold", 0.01, n=90))) is None
    assert report_of(worse)["harm"] == harm_of(worse)


def test_a_variant_that_is_refused_more_often_harms() -> None:
    refused = sums(of("control", 0.05, "not_for_me", 4000), of("bold", 0.1, "not_for_me", 4000))

    assert harm_of(refused) == (
        "not_for_me of bold is 10.00%, that of control 5.00%: 100% more, and surely more than 5% worse."
    )


def test_a_variant_that_gains_does_not_harm() -> None:
    assert harm_of(sums(of("control", 0.1, n=4000), of("bold", 0.2, n=4000))) is None
