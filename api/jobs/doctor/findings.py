"""What a check says: all is well, a warning or a problem, in a sentence."""

from typing import Literal, NamedTuple

State = Literal["ok", "warning", "problem"]


class Finding(NamedTuple):
    """One sentence about one thing. A warning's or a problem's says what is wrong and what to do."""

    check: str
    state: State
    sentence: str


def ok(check: str, sentence: str) -> Finding:
    """All is well; the sentence says what was seen."""
    return Finding(check, "ok", sentence)


def warning(check: str, sentence: str) -> Finding:
    """It works, for now or less well than it could."""
    return Finding(check, "warning", sentence)


def problem(check: str, sentence: str) -> Finding:
    """It does not work, or it is not safe."""
    return Finding(check, "problem", sentence)


def some(names: list[str], n_shown: int = 3) -> str:
    """The first names and how many more there are."""
    more = f" and {len(names) - n_shown} more" if len(names) > n_shown else ""
    return ", ".join(names[:n_shown]) + more


def counted(number: int, noun: str) -> str:
    """A number with its noun, as in "1 problem"."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
