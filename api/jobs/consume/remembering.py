"""Which of many names came before, as far as memory is allowed to grow."""

MOST_REMEMBERED = 500_000


class Memory:
    """Remembers the newest half million names."""

    def __init__(self, most: int = MOST_REMEMBERED) -> None:
        self._most = most
        self._names: dict[str, None] = {}

    def is_new(self, name: str) -> bool:
        """Say whether a name comes for the first time, and remember it."""
        is_new = name not in self._names
        self._names[name] = None
        if len(self._names) > self._most:
            del self._names[next(iter(self._names))]
        return is_new
