"""The one place where the settings of a variant meet those of the process.

Weights and sources left out are applied by SQL, which chooses the weights (vary_weights). Here remain
diversity and the plug-in.
"""

import logging
from collections.abc import Mapping
from typing import Any

from api.logs import log_event
from api.ranking.ranked import Degraded
from api.ranking.recommender import Recommender, recommender_named
from api.settings import Settings

OFF = "off"  # no plug-in at all

log = logging.getLogger(__name__)

Drawn = Mapping[str, Any]  # `label` and `settings`, as find_variant answers them


def label_of(drawn: Drawn) -> str | None:
    """Return what lists of the reader's variant are called, or None without an experiment."""
    label: str | None = drawn["label"]
    return label


def vary(settings: Settings, drawn: Drawn) -> tuple[Settings, Degraded]:
    """Return the settings that rank for a reader, and what of their variant this process does not have.

    A row names a plug-in by its name in EXPERIMENT_RECOMMENDERS. It never names code, so that whoever can write a row
    cannot make the process import anything.
    """
    wanted = drawn["settings"]
    if not wanted:
        return settings, []
    update: dict[str, Any] = {}
    if "diversity" in wanted:
        update["diversity"] = wanted["diversity"]
    missing: Degraded = []
    if (name := wanted.get("recommender")) is not None:
        update["recommender"] = settings.named_recommenders.get(name)
        if name != OFF and update["recommender"] is None:
            log_event(log, "recommender_missing", logging.WARNING, recommender=name, variant=drawn["label"])
            missing = ["recommender"]
    return settings.model_copy(update=update), missing


def names_recommender(drawn: Drawn) -> bool:
    """Say whether the variant has a plug-in of its own.

    Its list is the day's even if the plug-in failed. Else its readers would drop out of the experiment, and a variant
    that fails would look like one that nobody was given.
    """
    return (drawn["settings"] or {}).get("recommender") not in (None, OFF)


def recommenders_of(settings: Settings) -> dict[str, Recommender]:
    """Return the process's plug-ins by their names in EXPERIMENT_RECOMMENDERS."""
    found = {name: recommender_named(named) for name, named in settings.named_recommenders.items()}
    return {name: recommender for name, recommender in found.items() if recommender}
