"""Misspelled words of the vocabulary: "hindy movies", "horor films", "romantc comedy"."""

from api.search.vocabulary import ADJECTIVES, GENRES, KINDS, LANGUAGES

LEAST_LETTERS = 5  # a shorter word is one letter away from too many others
_VOCABULARY = sorted(
    {
        spelled
        for name in (*LANGUAGES, *GENRES, *ADJECTIVES, *KINDS)
        for word in name.split()
        for spelled in (word, f"{word}s")
        if spelled.isalpha() and len(spelled) >= LEAST_LETTERS
    }
)
_WORDS = frozenset(_VOCABULARY) | {"book", "film", "flick", "war", "noir", "thai"}
# Correct words that are one letter away from the vocabulary.
_OTHERS = frozenset({
    "actin", "actor", "actors", "auction", "boots", "brooks", "china", "comely", "cosmic", "crimea", "cooks", "dream",
    "families", "famine", "fills", "finish", "firms", "fools", "germany", "hooks", "looks", "moved", "mover", "moves",
    "musician", "navel", "noise", "novelty", "poets", "poles", "polished", "roman", "romans", "thailand",
})  # fmt: skip


def correct_vocabulary(question: str) -> str:
    """Correct words that are one letter away from a language, a genre or a kind.

    It does so only beside another such word, or in a question of at most two words; elsewhere it may be any word.
    """
    words = question.split()
    known = [word.strip(",.;!?").lower() in _WORDS for word in words]
    for position, word in enumerate(words):
        beside = known[max(position - 1, 0) : position + 2]
        if not known[position] and (any(beside) or len(words) <= 2):
            words[position] = _near(word) or word
    return " ".join(words) if words != question.split() else question


def _near(word: str) -> str | None:
    letters = word.lower()
    if len(letters) < LEAST_LETTERS or letters in _OTHERS or not letters.isalpha():
        return None
    return next((other for other in _VOCABULARY if other[0] == letters[0] and is_one_letter_away(letters, other)), None)


def is_one_letter_away(one: str, other: str) -> bool:
    """Say whether one letter is wrong, missing, added, or swapped with the next."""
    if abs(len(one) - len(other)) > 1 or one == other:
        return False
    pairs = enumerate(zip(one, other, strict=False))
    start = next((position for position, (a, b) in pairs if a != b), min(len(one), len(other)))
    a, b = one[start:], other[start:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or (a[2:] == b[2:] and a[:2] == b[1::-1])
