"""How often the hub does what it does again and again, and what wakes it."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol


class Timer(Protocol):
    """A callback that waits."""

    def cancel(self) -> None:
        """Stop waiting."""


Later = Callable[[float, Callable[[], None]], Timer]


def on_this_loop(seconds: float, callback: Callable[[], None]) -> Timer:
    """Call back after some seconds."""
    return asyncio.get_running_loop().call_later(seconds, callback)


@dataclass(frozen=True)
class Pace:
    """How many seconds lie between what is done again and again."""

    weak: float = 2.0  # for which weak signals wait for others
    alive: float = 15.0  # between two signs of life
    poll: float = 5.0  # between two looks at all counters, without a bus
    sweep: float = 60.0  # the same with a bus, for what jobs wrote


USUAL = Pace()
