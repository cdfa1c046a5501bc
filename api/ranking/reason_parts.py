"""What reasons are made of: a key with parameters for translators, a sentence, and words in a row."""

from collections.abc import Mapping, Sequence
from typing import Any

ReasonParts = dict[str, Any]
StoredEvidence = Mapping[str, Any]


def make_reason(key: str, text: str, **params: Any) -> ReasonParts:
    """Return a reason: its key and parameters for translators, and its sentence."""
    return {"key": key, "params": params, "text": text}


def enumerate_words(words: Sequence[str]) -> str:
    """Return words as a sentence lists them: "a, b and c"."""
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else words[0]
