"""Whether rankings of the operator's own can be used: RECOMMENDER, and those that experiments name."""

from collections.abc import Sequence

from api.doctor.findings import Finding, ok, problem
from api.experiments.varied import recommenders_of
from api.ranking.recommender import recommender_named
from api.settings import Settings


def judge_rankings(settings: Settings, wanted: Sequence[Sequence[str]]) -> list[Finding]:
    """Judge each ranking that a setting names, and each that an experiment wants: pairs of experiment and ranking.

    Loading one imports its module.
    """
    found = []
    if one := recommender_named(settings.recommender):
        found.append(_judged("RECOMMENDER", one.check()))
    for name, one in recommenders_of(settings).items():
        found.append(_judged(f"EXPERIMENT_RECOMMENDERS: {name}", one.check()))
    for experiment, name in wanted:
        if name not in settings.named_recommenders:
            sentence = f"The experiment {experiment} wants the ranking {name}, which EXPERIMENT_RECOMMENDERS lacks."
            found.append(problem("rankings", f"{sentence} Add it, or stop the experiment."))
    return found


def _judged(setting: str, trouble: str | None) -> Finding:
    return problem("rankings", f"{setting}: {trouble}") if trouble else ok("rankings", f"{setting} can be used.")
