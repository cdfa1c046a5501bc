"""How Spark's work is cut into blocks of items, and how likes travel."""

import numpy as np
import pytest

from api.jobs.training.spark.products import block_size, sixths_of


@pytest.mark.parametrize(
    ("n_rows", "n_columns", "n_cores", "expected"),
    [
        (100_000, 100_000, 2, 640),  # 640 · 100,000 sums of 4 bytes are 256 MB
        (100_000, 10_000, 2, 6_400),
        (90, 90, 2, 23),  # two blocks a core, rounded up
        (3, 90, 16, 1),
        (2_000_000, 100_000_000, 500, 1),  # a row of 400 MB is one block
    ],
)
def test_a_block_fits_into_a_task_and_each_core_gets_two(
    n_rows: int, n_columns: int, n_cores: int, expected: int
) -> None:
    assert block_size(n_rows, n_columns, n_cores) == expected


def test_likes_are_unpacked_as_sixths_by_user_and_item() -> None:
    # Five stars are 6 sixths, two and a half 1: 0 · 8 + 6 and 2 · 8 + 1 of one user, 1 · 8 + 3 of another.
    likes = [np.array([6, 17], np.int32), np.array([11], np.int32)]

    assert sixths_of(likes, 3).toarray().tolist() == [[6, 0, 1], [0, 3, 0]]
