"""The result of a check: ok, a warning or a problem, with a sentence."""

from typing import Literal, NamedTuple

State = Literal["ok", "warning", "problem"]


class Finding(NamedTuple):
    """One sentence about one thing. For a warning or a problem it says what is wrong and what to do."""

    check: str
    state: State
    sentence: str


def ok(check: str, sentence: str) -> Finding:
    """Make a finding that all is well; the sentence says what was seen."""
    return Finding(check, "ok", sentence)


def warning(check: str, sentence: str) -> Finding:
    """Make a finding that it works, but only for now or less well than it could."""
    return Finding(check, "warning", sentence)


def problem(check: str, sentence: str) -> Finding:
    """Make a finding that it does not work or is not safe."""
    return Finding(check, "problem", sentence)


def some(names: list[str], n_shown: int = 3) -> str:
    """Return the first names and how many more there are."""
    more = f" and {len(names) - n_shown} more" if len(names) > n_shown else ""
    return ", ".join(names[:n_shown]) + more


def counted(number: int, noun: str) -> str:
    """Return a number with its noun, such as "1 problem"."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
