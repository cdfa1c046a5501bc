"""python -m api.jobs reviews: what was reported, and the operator's decisions."""

import argparse
import asyncio
from typing import TYPE_CHECKING, Any

from rich.console import Console

from api.errors import InvalidInput
from api.jobs.command import add_job, number, with_database
from api.schemas import MAX_ID
from api.settings import Settings

if TYPE_CHECKING:
    from api.jobs.command import Parsers

DONE = {"hide": "hidden", "show": "shown", "delete": "deleted"}
MOST_LISTED = 100


def add_reviews(jobs: "Parsers") -> None:
    """Declare the command."""
    parser = add_job(jobs, "reviews", run_reviews)
    parser.add_argument("decision", choices=["list", *DONE], help="list what was reported, or decide on a review")
    parser.add_argument("review_id", metavar="ID", nargs="?", type=number(1, MAX_ID, "a review"), help="which review")


def run_reviews(settings: Settings, given: argparse.Namespace) -> str:
    """List reviews that were reported or hidden, or show, hide or delete one for good."""
    if given.decision == "list":
        if given.review_id is not None:
            raise InvalidInput("list takes no ID: it lists all reviews that were reported or hidden.")
        found = asyncio.run(
            with_database(settings, lambda db: db.rows("get_reported_reviews", review_limit=MOST_LISTED))
        )
        Console(highlight=False, markup=False, soft_wrap=True).print(
            "\n\n".join(map(tell, found)), end="\n" if found else ""
        )
        return f"{len(found)} reviews; first those that wait for a decision"
    if given.review_id is None:
        raise InvalidInput(f"{given.decision} needs the ID of a review: `reviews list` shows it.")
    asyncio.run(
        with_database(settings, lambda db: db.one("decide_review", review_id=given.review_id, decision=given.decision))
    )
    return f"review {given.review_id} is {DONE[given.decision]}"


def tell(review: dict[str, Any]) -> str:
    """Return a review as a terminal shows it. What strangers wrote is quoted, so that it cannot act on the terminal."""
    state = "hidden" if review["hidden_at"] else "shown"
    decided = ", decided" if review["decided_at"] else ""
    reasons = "; ".join(map(repr, review["reasons"])) or "none"
    return (
        f"{review['id']}: {state}{decided}, {review['n_reports']} new reports\n"
        f"  {review['author']!r} on {review['title']!r}: {review['body'] or '(deleted by its author)'!r}\n"
        f"  reasons: {reasons}"
    )
