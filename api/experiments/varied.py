"""The one place where the settings of a variant meet those of the process.

Weights and sources left out are applied by SQL, which chooses the weights (vary_weights). Here remain
diversity and the plug-in.
"""

import logging
from collections.abc import Mapping
from typing import Any

from api.logs import log_event
from api.ranking.ranked import Degraded
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
