"""GET /live: hear of changes as they happen."""
