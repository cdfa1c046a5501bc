"""Pure functions that choose which titles a newcomer is asked about, and say why."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

ENOUGH = 15  # ratings; from here on the models of items carry a list, and one more answer moves it little
FEWEST = 5  # ratings that are asked for, however little the titles tell
LEAST_SHARE = 0.2  # of what the first question told; below it, more answers add little (docs/benchmarks.md)
PER_TYPE = 60  # titles of a type to choose from
OVERLAP = 2.0  # what is liked by the same people tells less by so many times their phi
LEAST_RATERS = 10  # before it is said that opinions are divided
DIVIDED, HALF = 0.3, 0.4  # the smaller share, for opinions to be divided at all, and in halves
# What is left of a title's gain for each title before it that has the same.
SAME_TYPE, SAME_LANGUAGE, SAME_GENRES = 0.8, 0.5, 0.9

Json = dict[str, Any]
Telling = Mapping[str, Any]

_NUMBER = re.compile(r"[\s,]+(part |chapter |episode |vol\.? |book )?([0-9]+|[ivx]+|one|two|three)$")
_SUBTITLE = re.compile(r"\s*[:(–]|\s-\s")


def answer(found: Telling, limit: int) -> Json:
    """Return the questions to ask, or why there are none."""
    n_rated = found["n_rated"]
    is_enough = tells_little(found["items"], n_rated)
    asked = [] if is_enough else choose(found["items"], limit)
    items = [{**one, "reason": _reason(one, n_rated)} for one in asked]
    return {"items": items, "n_rated": n_rated, "done": None if items else _done(n_rated, is_enough)}


def tells_little(titles: Sequence[Telling], n_rated: int) -> bool:
    """Say whether a reader with so many ratings is asked no more, even if there are titles to ask about."""
    if n_rated >= ENOUGH:
        return True
    return n_rated >= FEWEST and bool(titles) and max(one["share"] for one in titles) < LEAST_SHARE


def choose(titles: Sequence[Telling], limit: int) -> list[Telling]:
    """Choose titles one after another, each by its gain beside those before it, and no two of a series."""
    left, chosen = list(titles), list[Telling]()
    while left and len(chosen) < limit:
        best = max(left, key=lambda one: (gain_beside(chosen, one), -one["id"]))
        chosen.append(best)
        left = [one for one in left if one is not best and not in_one_series(best["title"], one["title"])]
    return chosen


def gain_beside(chosen: Sequence[Telling], one: Telling) -> float:
    """Return how much a title tells if the chosen ones are rated, too."""
    overlap = max((one["near"].get(str(other["id"]), 0.0) for other in chosen), default=0.0)
    gain = float(one["gain"]) * max(0.0, 1 - OVERLAP * overlap)
    for other in chosen:
        gain *= SAME_TYPE if other["item_type"] == one["item_type"] else 1
        gain *= SAME_LANGUAGE if other["language"] == one["language"] else 1
        gain *= SAME_GENRES if set(other["genres"]) & set(one["genres"]) else 1
    return gain


def in_one_series(one: str, other: str) -> bool:
    """Say whether two titles name one series: they are the same up to a number or a subtitle, or begin alike."""
    mine, theirs = _words_of(one), _words_of(other)
    return mine == theirs or (len(mine) > 2 and len(theirs) > 2 and mine[:2] == theirs[:2])


def _words_of(title: str) -> list[str]:
    short = _SUBTITLE.split(title.casefold(), maxsplit=1)[0]
    words = _NUMBER.sub("", short).split()
    return words[1:] if len(words) > 1 and words[0] in ("the", "a", "an") else words


def _reason(one: Telling, n_rated: int) -> Json:
    n_raters, is_book = one["n_raters"], one["item_type"] == "book"
    share = one["n_liked"] / n_raters if n_raters else 0.0
    params = {
        "share": round(share, 2),
        "n_raters": n_raters,
        "item_type": one["item_type"],
        "is_simulated": one["is_simulated"],
    }
    if n_raters >= LEAST_RATERS and min(share, 1 - share) >= DIVIDED:
        return {"key": "divides_opinions", "params": params, "text": _divided(share, is_book, one["is_simulated"])}
    if n_rated and not one["overlap"]:
        return {"key": "unlike_yours", "params": params, "text": "It is liked by others than what you rated so far"}
    text = "Many know it, so your answer says whom you agree with"
    return {"key": "widely_known", "params": params, "text": text}


def _divided(share: float, is_book: bool, is_simulated: bool) -> str:
    who = f"{'the simulated people' if is_simulated else 'those'} who {'read' if is_book else 'saw'} it"
    if min(share, 1 - share) >= HALF:
        return f"Half of {who} loved it, half did not"
    return f"{round(share * 10)} in 10 of {who} loved it, the others did not"


def _done(n_rated: int, is_enough: bool) -> Json:
    if is_enough:
        text = f"You rated {n_rated} titles: more answers would tell little"
        return {"key": "enough_ratings", "params": {"n_rated": n_rated}, "text": text}
    text = "There is no well-known title left that you neither rated nor skipped"
    return {"key": "nothing_left", "params": {"n_rated": n_rated}, "text": text}
