"""Which calls may change what a reader is told of, and how soon that is looked at."""

from collections.abc import Mapping
from enum import Enum, auto
from typing import Any

# Calls that say clearly what a reader wants. What an import writes goes on for a while, so it counts as weak.
STRONG = frozenset(
    {
        "rate_item",
        "delete_rating",
        "mark_item",
        "record_feedback",
        "delete_feedback",
        "set_influence",
        "change_relation",
        "end_friendship",
        "change_account",
        "import_choices",
    }
)
WEAK = frozenset({"import_library", "delete_searches"})
EVENTS = "record_interactions"
# Types of events that say little; all others, and those that an operator adds, count as strong.
WEAK_EVENTS = frozenset({"view", "click", "recommendation_click", "search", "watch", "dwell", "impression"})
ENDS_TOKENS = frozenset({"end_tokens", "change_account", "delete_account"})


class Strength(Enum):
    """How soon a change is looked at."""

    STRONG = auto()  # at once
    WEAK = auto()  # within two seconds, with what else happens until then


def strength_of(function: str, args: Mapping[str, Any]) -> Strength | None:
    """Return how strong a signal a call was; None if it changes nothing that readers are told of."""
    if function == EVENTS:
        kinds = {event.get("interaction_type") for event in args.get("events", ())}
        return Strength.WEAK if kinds <= WEAK_EVENTS else Strength.STRONG
    if function in STRONG:
        return Strength.STRONG
    return Strength.WEAK if function in WEAK else None
