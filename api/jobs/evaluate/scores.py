"""The rows of the table: a system's lists for everybody, measured, and compared with the served blend."""

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from api.jobs.evaluate.baselines import count_raters
from api.jobs.evaluate.protocols import Split
from api.jobs.metrics import (
    coverage,
    debiased_ndcg,
    diversity,
    ndcg,
    novelty,
    paired_t,
    recall,
    reciprocal_rank,
)
from api.ranking.candidates import Candidate

COLUMNS = ("nDCG@10", "debiased", "recall@20", "MRR@10", "coverage", "diversity", "novelty", "paired t")
# Decimals of each column; four for the others.
DIGITS = {"paired t": 1, "t": 1, "novelty": 2, "diversity": 3, "coverage": 3} | dict.fromkeys(
    ("fit", "opposites", "popular", "½ and 5, mean", "½ and 5, each", "avoided, worst"), 2
)

Lists = Mapping[int, Sequence[int]]  # by rater


@dataclass(frozen=True)
class Judge:
    """What lists are judged by: what was right, and what is known of the movies."""

    relevant: Mapping[int, set[int]]
    traits: Mapping[int, Candidate]
    n_raters: Mapping[int, int]
    n_users: int

    @classmethod
    def of(cls, split: Split, traits: Mapping[int, Candidate]) -> "Judge":
        """Make the judge of a split."""
        return cls(split.relevant, traits, count_raters(split.known), len(split.known))

    def ndcg_of(self, lists: Lists) -> dict[int, float]:
        """Return the nDCG@10 of each rater who was asked."""
        return {rater: ndcg(lists[rater], wanted) for rater, wanted in self.relevant.items()}

    def row(self, lists: Lists, reference: Lists) -> dict[str, float]:
        """Return all measures; `paired t` says how far the reference is above in nDCG@10."""
        asked = [(lists[rater], wanted) for rater, wanted in self.relevant.items()]
        ours, theirs = self.ndcg_of(reference), self.ndcg_of(lists)
        return {
            "nDCG@10": statistics.fmean(theirs.values()),
            "debiased": statistics.fmean(debiased_ndcg(ranked, wanted, self.n_raters) for ranked, wanted in asked),
            "recall@20": statistics.fmean(recall(ranked, wanted) for ranked, wanted in asked),
            "MRR@10": statistics.fmean(reciprocal_rank(ranked, wanted) for ranked, wanted in asked),
            "coverage": coverage((ranked for ranked, _ in asked), len(self.traits)),
            "diversity": statistics.fmean(diversity(ranked, self.traits) for ranked, _ in asked),
            "novelty": statistics.fmean(novelty(ranked, self.n_raters, self.n_users) for ranked, _ in asked),
            "paired t": paired_t(list(ours.values()), list(theirs.values())),
        }


def table(title: str, rows: Mapping[str, Mapping[str, Any]], columns: Sequence[str] = COLUMNS) -> list[str]:
    """Return the lines of a Markdown table, ready to be copied into the documentation."""
    lines = [f"| {title} | {' | '.join(columns)} |", "|" + "---|" * (len(columns) + 1)]
    for name, row in rows.items():
        lines.append(f"| {name} | {' | '.join(_shown(column, row[column]) for column in columns)} |")
    return lines


def _shown(column: str, value: float) -> str:
    if isinstance(value, int):
        return str(value)
    return f"{value:+.1%}" if column == "gain" else f"{value:.{DIGITS.get(column, 4)}f}"
