"""Which of a book's categories are keywords."""

import pytest

from api.readers.catalogue.book_subjects import subject_keywords


@pytest.mark.parametrize(
    ("categories", "keywords"),
    [
        (["Fiction", "Juvenile Fiction"], []),
        (["Detective and mystery stories"], ["detective and mystery stories"]),
        (["Holmes, Sherlock (Fictitious character)", "FICTION"], ["holmes, sherlock"]),
        (["Dystopias.", "Dystopias", ""], ["dystopias"]),
        ([f"Subject {n}" for n in range(11)], [f"subject {n}" for n in range(10)]),
        (["s" * 50, "s" * 51], ["s" * 50]),
    ],
)
def test_a_category_that_is_no_shelf_is_a_keyword(categories: list[str], keywords: list[str]) -> None:
    assert subject_keywords(categories) == keywords
