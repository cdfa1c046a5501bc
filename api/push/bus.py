"""What carries news between processes. A bus may lose messages: the counters in the database say what really changed.

A message is a few hundred bytes of JSON, such as `{"by":"5f2c1a90","changed":[17,23]}`: who did something that may
concern readers of other processes. Whoever gets one compares these readers' counters with what they were told last.
So a message that is lost costs time and never truth, one that comes twice costs a call, and one that lies does no harm.

Without a bus, or while it is away, every process compares the counters of all its connected readers every few seconds,
in one call. With a bus it does so once a minute, for what jobs wrote.

To add a bus, write a class with these members and name it in `api/push/buses.py`. Import what it needs there, late.
"""

from collections.abc import Callable
from typing import Protocol

MOST_BYTES = 7000  # of a message; a NOTIFY of PostgreSQL takes 8,000


class Bus(Protocol):
    """Carries messages from every process to every other."""

    @property
    def is_connected(self) -> bool:
        """Say whether messages of other processes arrive now."""

    def open(self, heard: Callable[[bytes], None], turned: Callable[[], None]) -> None:
        """Start. Call `heard` with every message, one's own too; call `turned` whenever `is_connected` has changed.

        It returns at once and raises nothing: a bus that is away is tried again, more and more seldom.
        """

    async def publish(self, message: bytes) -> None:
        """Send a message of at most `MOST_BYTES`. It gives up within two seconds and raises nothing."""

    async def close(self) -> None:
        """Stop."""
