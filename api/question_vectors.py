"""The vectors of the newest questions: people page, filter and correct, and ask the same again."""

import hashlib
from array import array
from collections import OrderedDict

MOST_QUESTIONS = 1_000  # 1.6 MB with vectors of 384 numbers
MILLION = 1_000_000  # vectors have six decimals, so they are whole numbers of millionths


class QuestionVectors:
    """Keeps the vectors of the last 1,000 different texts that were asked for, in four bytes a number.

    It keeps a digest of each text and not the text: nobody reads there what anybody searched for.
    """

    def __init__(self) -> None:
        self._kept: OrderedDict[bytes, array[int]] = OrderedDict()

    def find(self, text: str) -> list[float] | None:
        """Return the vector of exactly this text, which becomes the newest, or None."""
        key = _key(text)
        kept = self._kept.get(key)
        if kept is None:
            return None
        self._kept.move_to_end(key)
        return [millionths / MILLION for millionths in kept]

    def keep(self, text: str, vector: list[float]) -> None:
        """Keep a vector of six decimals. Of more than 1,000, the one not asked for the longest goes."""
        key = _key(text)
        self._kept[key] = array("i", [round(value * MILLION) for value in vector])
        self._kept.move_to_end(key)
        if len(self._kept) > MOST_QUESTIONS:
            self._kept.popitem(last=False)


def _key(text: str) -> bytes:
    return hashlib.blake2b(text.encode(errors="surrogatepass"), digest_size=16).digest()
