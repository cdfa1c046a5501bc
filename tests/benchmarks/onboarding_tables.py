"""What `tests.benchmarks.onboarding` prints of its newcomers: lists by number of answers."""

import statistics
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from api.jobs.metrics import paired_t

AT = (3, 5, 8, 12, 15, 20)  # answers
BANDS = (0.0, 0.2, 0.25, 1 / 3, 2.0)  # of the share of the next question

Both = tuple[float, float]  # of questions, and of popular titles


class Judged(NamedTuple):
    """nDCG@10 of both lists after so many answers, the titles shown until then, and what the next question tells."""

    by_all_else: Both
    by_neither_yet: Both  # by what neither way asked so far
    by_neither_ever: Both | None  # None if they liked nothing that neither asked in the end
    n_shown: tuple[int, int]
    share: float | None  # of the first question; None if there was no next one


Newcomer = dict[int, Judged]  # by number of answers


def report(newcomers: Sequence[Newcomer]) -> None:
    """Prints a table of both ways, and one of what more answers bring."""
    print(
        "| answers | newcomers | all else: questions | popular | t | neither asked: questions | popular | t |"
        " titles shown |\n|---|---|---|---|---|---|---|---|---|"
    )
    for n in AT:
        judged = [one[n] for one in newcomers if n in one]
        cells = [*_beside([one.by_all_else for one in judged]), *_beside([one.by_neither_yet for one in judged])]
        shown = [f"{statistics.fmean(numbers):.0f}" for numbers in zip(*(one.n_shown for one in judged), strict=True)]
        print(f"| {n} | {len(judged)} | {' | '.join(cells)} | {' / '.join(shown)} |")
    _report_growth(newcomers)
    _report_bands(newcomers)


def _beside(gains: Sequence[Both]) -> list[str]:
    mine, theirs = [one for one, _ in gains], [other for _, other in gains]
    return [f"{statistics.fmean(mine):.4f}", f"{statistics.fmean(theirs):.4f}", f"{paired_t(mine, theirs):.1f}"]


def _report_growth(newcomers: Sequence[Newcomer]) -> None:
    print(
        "\n| answers | newcomers | nDCG@10 by what neither ever asked | gain an answer, 1/1000 | t of the gain |"
        " popular titles | share of the next question, median | a tenth below | had no next one |\n"
        "|---|---|---|---|---|---|---|---|---|"
    )
    lists = [[one[n].by_neither_ever for n in AT if n in one] for one in newcomers]
    told = [[both for both in one if both] for one in lists]
    judged = [one for one in told if len(one) == len(AT)]
    for place, n in enumerate(AT):
        now = [one[place][0] for one in judged]
        cells = [f"{statistics.fmean(now):.4f}", "", "", f"{statistics.fmean(one[place][1] for one in judged):.4f}"]
        if place:
            before = [one[place - 1][0] for one in judged]
            gain = 1000 * (statistics.fmean(now) - statistics.fmean(before)) / (n - AT[place - 1])
            cells[1:3] = [f"{gain:.1f}", f"{paired_t(now, before):.1f}"]
        print(f"| {n} | {len(judged)} | {' | '.join([*cells, *_shares(newcomers, n)])} |")


def _shares(newcomers: Sequence[Newcomer], n: int) -> list[str]:
    shares = sorted(share for one in newcomers if n in one and (share := one[n].share) is not None)
    if not shares:
        return ["", "", str(len(newcomers))]
    return [f"{statistics.median(shares):.2f}", f"{shares[len(shares) // 10]:.2f}", str(len(newcomers) - len(shares))]


def _report_bands(newcomers: Sequence[Newcomer]) -> None:
    """What more answers brought, by what the next question told of the same people."""
    names = [f"{low:.2f} to {high:.2f}" for low, high in pairwise(BANDS)]
    print(f"\n| answers, 1/1000 each (people) | {' | '.join(names)} |\n|---|{'---|' * len(names)}")
    for n, more in pairwise(AT):
        cells = []
        for low, high in pairwise(BANDS):
            gains = [_gain(one, n, more) for one in newcomers if low <= _share(one, n) < high]
            known = [gain for gain in gains if gain is not None]
            cells.append(f"{1000 * statistics.fmean(known) / (more - n):.1f} ({len(known)})" if known else "")
        print(f"| {n} to {more} | {' | '.join(cells)} |")


def _share(one: Newcomer, n: int) -> float:
    share = one[n].share if n in one else None
    return -1.0 if share is None else share


def _gain(one: Newcomer, n: int, more: int) -> float | None:
    before, after = (one[k].by_neither_ever if k in one else None for k in (n, more))
    return after[0] - before[0] if before and after else None
