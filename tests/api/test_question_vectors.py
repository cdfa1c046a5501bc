"""The vectors of the newest questions: exactly those that were kept, a thousand of them, in little memory."""

import json
import tracemalloc

import pytest

from api.embedding import DIMENSION
from api.question_vectors import MOST_QUESTIONS, QuestionVectors


def vector_of(n: int) -> list[float]:
    """A vector of six decimals, another for each number."""
    return [round((n * 7919 + k * 104_729) % 2_000_001 / 1_000_000 - 1, 6) for k in range(DIMENSION)]


@pytest.fixture
def full() -> QuestionVectors:
    """Questions 1 to 1,000, asked in this order."""
    questions = QuestionVectors()
    for n in range(1, MOST_QUESTIONS + 1):
        questions.keep(f"question {n}", vector_of(n))
    return questions


def test_a_vector_comes_back_to_the_last_digit(full: QuestionVectors) -> None:
    edges = [1.0, -1.0, 0.0, 0.000001, -0.000001, 0.123457, 0.999999]
    full.keep("edges", edges)

    assert json.dumps(full.find("edges")) == json.dumps(edges)
    for n in range(2, MOST_QUESTIONS + 1):
        assert full.find(f"question {n}") == vector_of(n)


@pytest.mark.parametrize("other", ["Question 7", "question 7 ", "question", "", "question 1001"])
def test_another_text_is_not_known(full: QuestionVectors, other: str) -> None:
    assert full.find("question 7") == vector_of(7)
    assert full.find(other) is None


def test_a_thousand_are_kept_and_the_next_drops_the_oldest_alone(full: QuestionVectors) -> None:
    assert MOST_QUESTIONS == 1_000

    full.keep("question 1001", vector_of(1001))

    assert full.find("question 1") is None
    assert [n for n in range(2, 1002) if full.find(f"question {n}") is None] == []


def test_a_question_asked_again_is_the_newest(full: QuestionVectors) -> None:
    full.find("question 1")
    full.keep("question 2", vector_of(2))  # two asked it at once

    full.keep("one more", vector_of(1))
    full.keep("and another", vector_of(2))

    known = [n for n in range(1, 6) if full.find(f"question {n}") is not None]
    assert known == [1, 2, 5]


def test_half_a_surrogate_pair_is_a_text_like_any_other(full: QuestionVectors) -> None:
    full.keep("\ud83d", vector_of(5))

    assert full.find("\ud83d") == vector_of(5)
    assert full.find("\ud83e") is None


def test_a_thousand_long_questions_take_less_than_two_megabytes() -> None:
    vector = vector_of(1)
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()

    questions = QuestionVectors()
    for n in range(MOST_QUESTIONS):
        questions.keep(f"{n} {'long ' * 200}", vector)

    after, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert questions.find(f"0 {'long ' * 200}") == vector
    assert after - before < 2_000_000
