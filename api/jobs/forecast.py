"""How long embedding will take: said once, when the first hundred texts have shown the pace."""

import time
from collections.abc import Callable

from rich.console import Console

from api.embedding import Embedder

ENOUGH_TEXTS = 100
MINUTE, HOUR = 60, 3600  # seconds

Tell = Callable[[int, float], None]  # how many texts may be left, and the seconds that they will take


def untold(n_texts: int, seconds: float) -> None:
    """Tell nobody."""


class Forecast:
    """Measures the embedding of a job, and tells once how long the rest will take.

    `n_left` is the most there can be to come: nobody knows beforehand whose text has a vector already.
    """

    def __init__(self, tell: Tell = untold, n_left: int = 0, clock: Callable[[], float] = time.monotonic) -> None:
        self._tell = tell
        self._n_left = n_left
        self._clock = clock
        self._n_embedded = 0
        self._seconds = 0.0
        self._is_told = False

    async def embed(self, embedder: Embedder, texts: list[str]) -> list[list[float]]:
        """Return the vectors of `texts`, and measure how long they take."""
        await embedder.embed_texts([])  # loads the model, which takes as long as many texts
        started_at = self._clock()
        vectors = await embedder.embed_texts(texts)
        self._seconds += self._clock() - started_at
        self._n_embedded += len(texts)
        return vectors

    def passed(self, n_items: int) -> None:
        """Count items as done, and tell the forecast if it is time."""
        self.expect(self._n_left - n_items)

    def expect(self, n_left: int) -> None:
        """Take so many items for what is left, and tell the forecast if it is time."""
        self._n_left = n_left
        if self._is_told or n_left <= 0 or self._n_embedded < ENOUGH_TEXTS:
            return
        self._is_told = True
        self._tell(n_left, n_left * self._seconds / self._n_embedded)


def forecast_sentence(n_texts: int, seconds: float) -> str:
    """Return a forecast in words: `9,642 texts left to embed, about 6 minutes`."""
    return f"{n_texts:,} {'text' if n_texts == 1 else 'texts'} left to embed, about {_in_words(seconds)}"


def telling_on(console: Console) -> Tell:
    """Return what prints a forecast there."""
    return lambda n_texts, seconds: console.print(forecast_sentence(n_texts, seconds), highlight=False)


def _in_words(seconds: float) -> str:
    for unit, size in (("hours", HOUR), ("minutes", MINUTE)):
        if round(seconds / size) >= 2:
            return f"{round(seconds / size)} {unit}"
    rounded = max(1, round(seconds))
    return "1 second" if rounded == 1 else f"{rounded} seconds"
