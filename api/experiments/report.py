"""Pure functions from the sums of an experiment to its report."""

from collections.abc import Mapping, Sequence
from typing import Any

from api.experiments.measures import DECIDING, GUARDED, MEASURES, Measure
from api.experiments.statistics import (
    ALPHA,
    Contrast,
    Ratio,
    difference,
    estimate,
    has_enough,
    interval_of,
    moments_of,
    split_p_value,
    split_p_value_at_any_look,
)

SKEWED_BELOW = 0.001

Json = dict[str, Any]
Found = Mapping[str, Mapping[str, Ratio]]  # estimates by measure and variant


def report_of(sums: Mapping[str, Any]) -> Json:
    """Return the report of what get_experiment_moments answers."""
    experiment, found = sums["experiment"], estimates_of(sums["moments"])
    names = [variant["name"] for variant in experiment["variants"]]
    return {
        "experiment": experiment,
        "split": split_of(experiment["variants"], sums["entered"]),
        "deciding": DECIDING,
        "confidence": 1 - ALPHA / (len(names) - 1),
        "measures": [_told(measure, found.get(measure.name, {}), names) for measure in MEASURES],
        "harm": harm_of(sums),
    }


def estimates_of(moments: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, Ratio]]:
    """Return the estimates by measure and variant."""
    found: dict[str, dict[str, Ratio]] = {}
    for one in moments:
        if (made := estimate(moments_of(one))) is not None:
            found.setdefault(one["measure"], {})[one["variant"]] = made
    return found


def split_of(variants: Sequence[Mapping[str, Any]], entered: Mapping[str, int]) -> Json:
    """Return how many readers each variant has and should have, and whether that is chance."""
    total, n_readers = sum(one["portion"] for one in variants), sum(entered.values())
    shares = [one["portion"] / total for one in variants]
    counts = [entered.get(one["name"], 0) for one in variants]
    at_any_look = split_p_value_at_any_look(counts, shares)
    return {
        "variants": [
            {"variant": one["name"], "n_readers": count, "n_expected": n_readers * share}
            for one, count, share in zip(variants, counts, shares, strict=True)
        ],
        "p_value": split_p_value(counts, shares),
        "p_value_at_any_look": at_any_look,
        "is_skewed": at_any_look < SKEWED_BELOW,
    }


def _told(measure: Measure, found: Mapping[str, Ratio], names: Sequence[str]) -> Json:
    control = found.get(names[0])
    return {
        "measure": measure.name,
        "variants": [_shown(name, found[name], measure) for name in names if name in found],
        "against_control": [_compared(name, control, found.get(name), measure, len(names) - 1) for name in names[1:]],
    }


def _shown(name: str, one: Ratio, measure: Measure) -> Json:
    low, high = interval_of(one, is_share=measure.is_share)
    counted = {"n_readers": one.n_readers, "n_events": one.n_events, "n_chances": one.n_chances}
    return {"variant": name, **counted, "value": one.value, "low": low, "high": high}


def _compared(name: str, control: Ratio | None, one: Ratio | None, measure: Measure, n_compared: int) -> Json:
    """Return a variant beside control. With several variants each gets its part of the 5 % (Bonferroni)."""
    nothing = dict.fromkeys(("difference", "low", "high", "lift", "p_value", "detectable"))
    if control is None or one is None or not (has_enough(control) and has_enough(one)):
        return {"variant": name, **nothing, "verdict": "too_few"}
    tested = compare(control, one, measure, 1.0, ALPHA / n_compared)
    told = {"difference": tested.value, "low": tested.low, "high": tested.high, "lift": tested.value / control.value}
    told |= {"p_value": tested.p_value, "detectable": tested.detectable}
    return {"variant": name, **told, "verdict": _verdict(tested, measure)}


def compare(control: Ratio, one: Ratio, measure: Measure, times: float, alpha: float) -> Contrast:
    """Test a variant against control times a number. The scale of the test comes from both together."""
    pooled = (control.n_events + one.n_events) / (control.n_chances + one.n_chances)
    variance = one.variance + times * times * control.variance
    return difference(one.value - times * control.value, variance, measure.scale * pooled, alpha)


def _verdict(tested: Contrast, measure: Measure) -> str:
    if tested.low <= 0 <= tested.high:
        return "open"
    return "better" if (tested.value > 0) is measure.is_more_better else "worse"


def harm_of(sums: Mapping[str, Any]) -> str | None:
    """Return a sentence about the first variant that harms, or None.

    A variant harms if its click-through is surely less than (1 − most_worse) times control's, or its share of "not for
    me" surely more than (1 + most_worse) times control's. All these tests of an experiment share 5 %.
    """
    experiment, found = sums["experiment"], estimates_of(sums["moments"])
    control_name, *names = [variant["name"] for variant in experiment["variants"]]
    alpha = ALPHA / len(names) / len(GUARDED)
    for measure in GUARDED:
        control = found.get(measure.name, {}).get(control_name)
        for name in names:
            one = found.get(measure.name, {}).get(name)
            if control and one and is_harmful(control, one, measure, experiment["most_worse"], alpha):
                return _sentence(name, measure, control, one, experiment["most_worse"])
    return None


def is_harmful(control: Ratio, one: Ratio, measure: Measure, most_worse: float, alpha: float) -> bool:
    """Say whether a variant is surely worse than control by more than a share of control's value, at this alpha."""
    if not (has_enough(control) and has_enough(one)):
        return False
    times = 1 - most_worse if measure.is_more_better else 1 + most_worse
    tested = compare(control, one, measure, times, alpha)
    return tested.high < 0 if measure.is_more_better else tested.low > 0


def _sentence(name: str, measure: Measure, control: Ratio, one: Ratio, most_worse: float) -> str:
    change = abs(one.value / control.value - 1)
    return (
        f"{measure.name} of {name} is {one.value:.2%}, that of control {control.value:.2%}:"
        f" {change:.0%} {'less' if one.value < control.value else 'more'},"
        f" and surely more than {most_worse:.0%} worse."
    )
