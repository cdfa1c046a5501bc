"""What people wrote on movies, as keywords; and which of it says nothing of a movie."""

from pathlib import Path

import pytest

from api.errors import InvalidInput
from api.readers.catalogue.movielens_tags import Tags


def tags(folder: Path, *rows: str) -> Tags:
    """A folder with these rows, read; none of them is bad."""
    (folder / "tags.csv").write_text("userId,movieId,tag,timestamp\n" + "".join(f"{row},0\n" for row in rows))
    found = Tags(folder)
    assert list(found.read()) == []
    return found


def test_the_tags_that_most_people_gave_come_first_in_small_letters(tmp_path: Path) -> None:
    found = tags(tmp_path, "1,7,Slow", "1,7,Time  Loop", "2,7,time loop", "2,8,Heist")

    assert found.keywords_of(7) == ["time loop", "slow"]
    assert found.keywords_of(8) == ["heist"]
    assert found.keywords_of(9) == []


def test_a_movie_has_twenty_keywords_at_most(tmp_path: Path) -> None:
    found = tags(tmp_path, *(f"1,7,tag {n}" for n in range(21)))

    assert found.keywords_of(7) == [f"tag {n}" for n in range(20)]


@pytest.mark.parametrize(("n_letters", "keywords"), [(40, ["a" * 40]), (41, [])])
def test_a_remark_is_no_keyword(tmp_path: Path, n_letters: int, keywords: list[str]) -> None:
    assert tags(tmp_path, f"1,7,{'a' * n_letters}").keywords_of(7) == keywords


@pytest.mark.parametrize(
    ("n_movies", "raters", "keywords"), [(30, (1, 1), ["my queue"]), (31, (1, 1), []), (31, (1, 2), ["my queue"])]
)
def test_what_one_person_wrote_on_many_movies_is_a_list_of_theirs(
    tmp_path: Path, n_movies: int, raters: tuple[int, int], keywords: list[str]
) -> None:
    found = tags(tmp_path, *(f"{raters[n % 2]},{n},my queue" for n in range(n_movies)))

    assert found.keywords_of(7) == keywords


def test_a_row_that_is_none_is_told_and_a_folder_without_tags_has_none(tmp_path: Path) -> None:
    assert list(Tags(tmp_path).read()) == []
    (tmp_path / "tags.csv").write_text("userId,movieId,tag,timestamp\n1,one,slow,0\n1,7,odd,0\n")

    found = Tags(tmp_path)

    assert [(row.line, row.reason) for row in found.read()] == [(2, "movieId 'one' is not a whole number")]
    assert found.keywords_of(7) == ["odd"]


def test_another_file_of_that_name_is_refused(tmp_path: Path) -> None:
    (tmp_path / "tags.csv").write_text("movieId,relevance\n")

    with pytest.raises(InvalidInput, match="it lacks userId, tag"):
        Tags(tmp_path)
