"""What the demo's simulated people rate, for three seeds: how much, how kindly, and how famous what they like is."""

from collections import Counter
from statistics import fmean, median
from typing import Any

from api.jobs.demo.loading import demo_records
from api.jobs.demo.raters import SEED, SimulatedRating, simulate_ratings

SEEDS = (SEED, 1, 2)
N_BEST = 20
COLUMNS = (
    "seed",
    "ratings",
    "mean",
    "4 and more",
    "2 and less",
    "median a person",
    "raters by fame 1 to 5",
    "fame of the best liked 20",
)


def figures(items: list[dict[str, Any]], ratings: list[SimulatedRating]) -> list[str]:
    """The cells of a row."""
    stars = [rating.rating for rating in ratings]
    by_rater = Counter(rating.rater for rating in ratings)
    fame = {item["id"]: item["fame"] for item in items}
    seen = Counter(rating.item_id for rating in ratings)
    likes = Counter(rating.item_id for rating in ratings if rating.rating >= 4)
    raters = [fmean(seen[item_id] for item_id in fame if fame[item_id] == degree) for degree in range(1, 6)]
    return [
        f"{len(ratings):,}",
        f"{fmean(stars):.2f}",
        f"{fmean(star >= 4 for star in stars):.0%}",
        f"{fmean(star <= 2 for star in stars):.0%}",
        f"{median(by_rater.values()):g}",
        " / ".join(f"{number:.0f}" for number in raters),
        f"{fmean(fame[item_id] for item_id, _ in likes.most_common(N_BEST)):.2f}",
    ]


def main() -> None:
    """Prints the table."""
    items = [{"id": place, **record} for place, record in enumerate(demo_records(), 1)]
    print(f"| {' | '.join(COLUMNS)} |")
    print("|---" * len(COLUMNS) + "|")
    for seed in SEEDS:
        print(f"| {seed} | {' | '.join(figures(items, simulate_ratings(items, seed=seed)))} |")


if __name__ == "__main__":
    main()
