"""What feedback on a list says of an item."""

# The type of event that each kind is recorded as; a wrong reason says nothing of the item.
SIGNALS = {"helpful": "helpful", "not_for_me": "hide", "already_seen": "seen", "wrong_reason": None}
