"""The log of what chance decided of lists, read page by page, and what could have been decided instead."""

import json
from collections.abc import AsyncIterator, Mapping
from typing import Any, NamedTuple

from api.db import Database
from api.errors import InvalidInput
from api.jobs.evaluate.logged.log import FIRST, WITHIN_HOURS
from api.ranking.blend import PRESETS
from api.ranking.candidates import Choice
from api.ranking.exploring import Exploring

PAGE = 200  # lists
SHAPE = (
    'The configuration of --off-policy is JSON such as {"exploring": {"floor": 1}} or'
    ' {"presets": {"0": "tuned", "15": "classic"}}'
)


class LoggedChance(NamedTuple):
    """A list of which chance decided something. Without an item no explored item was shown."""

    user_id: int
    place: int | None
    item_id: int | None
    propensity: float | None
    choices: tuple[Choice, ...]
    prior: tuple[float, float]
    told: int
    preset: str | None
    preset_propensity: float | None
    is_clicked: bool
    n_shown: int
    n_clicked: int


class Configuration(NamedTuple):
    """What is to be judged: another way to explore, or presets by the least length of history that they are for."""

    exploring: Exploring | None
    presets: Mapping[int, str]


async def read_chances(db: Database, page: int = PAGE) -> AsyncIterator[LoggedChance]:
    """Yield every list that was shown and of which chance decided something."""
    after: str | None = FIRST
    while after is not None:
        found = await db.one("get_exploration_log", after=after, page_limit=page, within_hours=WITHIN_HOURS)
        for one in found["lists"]:
            yield _logged(*one)
        after = found["last"]


def _logged(
    user_id: int,
    place: int | None,
    item_id: int | None,
    propensity: float | None,
    choices: list[list[Any]] | None,
    prior: list[float] | None,
    told: int | None,
    *rest: Any,
) -> LoggedChance:
    clicks, likes = prior or (0.0, 0.0)
    known = tuple(Choice(*choice) for choice in choices or ())
    return LoggedChance(user_id, place, item_id, propensity, known, (clicks, likes), told or 0, *rest)


def parse_configuration(text: str) -> Configuration:
    """Read what `--off-policy` is to judge. Raises `InvalidInput` with a sentence that names the field."""
    try:
        given = json.loads(text)
    except ValueError:
        given = None
    if not isinstance(given, dict) or set(given) - {"exploring", "presets"}:
        raise InvalidInput(f"{SHAPE}.")
    return Configuration(_exploring(given.get("exploring")), _presets(given.get("presets", {})))


def _exploring(given: Any) -> Exploring | None:
    if given is None:
        return None
    if not isinstance(given, dict) or (unknown := sorted(set(given) - set(Exploring._fields))):
        named = unknown[0] if isinstance(given, dict) else given
        raise InvalidInput(f"{SHAPE}: exploring has no {named!r}, but {', '.join(Exploring._fields)}.")
    if not all(type(value) in {int, float} and 0 <= value < 1e6 for value in given.values()):
        raise InvalidInput(f"{SHAPE}: exploring has a value that is not a number of 0 or more.")
    asked = Exploring(**{name: float(value) for name, value in given.items()})
    if asked.floor > 1 or min(asked.click_strength, asked.like_strength) == 0:
        raise InvalidInput(f"{SHAPE}: floor is at most 1, and the strengths are above 0.")
    return asked


def _presets(given: Any) -> dict[int, str]:
    if not isinstance(given, dict) or not all(start.isdecimal() for start in given):
        raise InvalidInput(f"{SHAPE}: presets are by the least length of history.")
    if unknown := sorted({str(name) for name in given.values()} - set(PRESETS)):
        raise InvalidInput(f"{SHAPE}: there is no preset {unknown[0]!r}, but {', '.join(PRESETS)}.")
    return {int(start): name for start, name in given.items()}
