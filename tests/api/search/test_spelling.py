"""Misspelled words of the vocabulary are put right where they stand beside another, and nowhere else."""

import pytest

from api.search.spelling import correct_vocabulary, is_one_letter_away


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("hindy movies", "hindi movies"),
        ("horor films", "horror films"),
        ("commedy", "comedy"),
        ("tamill thriler", "tamil thriller"),
        ("funny hindi moive about friends", "funny hindi movie about friends"),
        ("sience fiction", "science fiction"),
        ("docmentary", "documentary"),
    ],
)
def test_a_word_of_the_vocabulary_is_put_right(typed: str, meant: str) -> None:
    assert correct_vocabulary(typed) == meant


@pytest.mark.parametrize(
    "question",
    [
        "a frenchy spy in the trenches of horor",
        "auction movies",
        "finish films",
        "beautiful dream",
        "the english patient",
        "wat movies",
        "anime",
        "",
    ],
)
def test_other_words_are_left_as_they_are(question: str) -> None:
    assert correct_vocabulary(question) == question


@pytest.mark.parametrize(
    ("one", "other", "is_near"),
    [
        ("horor", "horror", True),
        ("horrror", "horror", True),
        ("horrer", "horror", True),
        ("hororr", "horror", True),
        ("horror", "horror", False),
        ("horrer", "horrors", False),
        ("rohror", "horror", False),
        ("horro", "horror", True),
    ],
)
def test_a_letter_may_be_wrong_missing_too_many_or_exchanged(one: str, other: str, is_near: bool) -> None:
    assert is_one_letter_away(one, other) is is_near
