"""What MovieLens' files and TMDB's metadata say, joined; and what they cannot mean."""

import tracemalloc
from pathlib import Path

import pytest

from api.errors import InvalidInput
from api.readers.catalogue.movielens import MovieLens, MovieLensRating
from api.readers.parsing.csv_files import BadRow, Record

MOVIES = "movieId,title,genres\n"
LINKS = "movieId,imdbId,tmdbId\n"
RATINGS = "userId,movieId,rating,timestamp\n"
METADATA = "movieId,tmdb_genres,original_language,overview,popularity,release_date,vote_average,vote_count\n"

THEN = 964_982_703


def movielens(
    folder: Path, *, movies: str = "", links: str = "", ratings: str = "", metadata: str | None = None
) -> MovieLens:
    """A folder with these rows below the right headers."""
    for name, text in (("movies", MOVIES + movies), ("links", LINKS + links), ("ratings", RATINGS + ratings)):
        (folder / f"{name}.csv").write_text(text, encoding="utf-8", newline="")
    if metadata is None:
        return MovieLens(folder)
    (folder / "tmdb.csv").write_text(METADATA + metadata, encoding="utf-8", newline="")
    return MovieLens(folder, folder / "tmdb.csv")


def records(source: MovieLens) -> list[Record]:
    """The movies that could be used, without the place they come from."""
    return [
        {name: value for name, value in movie.items() if name != "source"}
        for movie in source.movies()
        if not isinstance(movie, BadRow)
    ]


def problems(source: MovieLens) -> list[tuple[str, int, str]]:
    """File, line and reason of everything that could not be used."""
    found = [row for row in (*source.movies(), *source.ratings(now=2e9)) if isinstance(row, BadRow)]
    return [(Path(row.file).name, row.line, row.reason) for row in found]


def test_a_movie_is_joined_from_three_files_by_its_id(tmp_path: Path) -> None:
    source = movielens(
        tmp_path,
        movies='7,"City of Lost Children, The (Cité des enfants perdus, La) (1995)",Adventure|Sci-Fi\n',
        links="7,0112682,902\n",
        metadata='7,"Fantasy,Science Fiction",fr," A scientist\nsteals dreams. ",12.5,1995-05-17,7.6,3000\n',
    )

    assert records(source) == [
        {
            "item_type": "movie",
            "movielens_id": 7,
            "title": "The City of Lost Children",
            "original_title": "La Cité des enfants perdus",
            "year": 1995,
            "genres": ["Fantasy", "Science Fiction"],
            "imdb_id": "tt0112682",
            "tmdb_id": 902,
            "language": "fr",
            "description": "A scientist\nsteals dreams.",
            "release_date": "1995-05-17",
            "external_rating": 7.6,
            "external_count": 3000,
            "external_popularity": 12.5,
        }
    ]


def test_a_record_says_where_it_stood(tmp_path: Path) -> None:
    source = movielens(tmp_path, movies='1,"Of\ntwo lines (1990)",Drama\n2,Ran (1985),War\n')

    places = [movie["source"] for movie in source.movies() if not isinstance(movie, BadRow)]

    assert places == [f"{tmp_path}/movies.csv:2", f"{tmp_path}/movies.csv:4"]


@pytest.mark.parametrize(
    ("movielens_genres", "tmdb_genres", "genres"),
    [
        ("Sci-Fi|Children|Musical|Drama", "", ["Science Fiction", "Family", "Music", "Drama"]),
        ("(no genres listed)", "", []),
        ("Action|IMAX|Film-Noir", "", ["Action", "Film-Noir"]),
        ("Musical|Drama", "Music, Romance", ["Music", "Romance"]),
        ("Drama|Drama", "", ["Drama"]),
    ],
)
def test_genres_are_tmdbs_or_else_movielens_in_tmdbs_words(
    tmp_path: Path, movielens_genres: str, tmdb_genres: str, genres: list[str]
) -> None:
    source = movielens(tmp_path, movies=f"1,Dune,{movielens_genres}\n", metadata=f'1,"{tmdb_genres}",,,,,,\n')

    assert [movie["genres"] for movie in records(source)] == [genres]


@pytest.mark.parametrize(("code", "language"), [("cn", "yue"), ("xx", None), ("", None), ("ta", "ta")])
def test_a_language_has_a_code_that_others_know(tmp_path: Path, code: str, language: str | None) -> None:
    source = movielens(tmp_path, movies="1,Dune,Drama\n", metadata=f"1,,{code},,,,,\n")

    assert [movie["language"] for movie in records(source)] == [language]


def test_a_rating_that_nobody_gave_is_none(tmp_path: Path) -> None:
    source = movielens(tmp_path, movies="1,Dune,Drama\n2,Ran,War\n", metadata="1,,,,0.6,,0.0,0\n2,,,,1e-05,,10.0,1.0\n")

    found = [(m["external_rating"], m["external_count"], m["external_popularity"]) for m in records(source)]

    assert found == [(None, 0, 0.6), (10.0, 1, 1e-05)]


def test_a_movie_without_links_or_metadata_comes_without_them(tmp_path: Path) -> None:
    source = movielens(tmp_path, movies="1,Dune (2021),Drama\n2,Ran (1985),War\n", links="2,,\n", metadata="")

    bare = {"item_type": "movie", "original_title": None}
    assert records(source) == [
        bare | {"movielens_id": 1, "title": "Dune", "year": 2021, "genres": ["Drama"]},
        bare | {"movielens_id": 2, "title": "Ran", "year": 1985, "genres": ["War"], "imdb_id": None, "tmdb_id": None},
    ]
    assert problems(source) == []


def test_an_imdb_id_that_lost_its_zeros_gets_them_back(tmp_path: Path) -> None:
    source = movielens(tmp_path, movies="1,Toy Story,\n2,New,\n", links="1,114709,862.0\n2,10872600,\n")

    assert [(movie["imdb_id"], movie["tmdb_id"]) for movie in records(source)] == [
        ("tt0114709", 862),
        ("tt10872600", None),
    ]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("one,Ran (1985),War", "movieId 'one' is not a whole number"),
        ("-1,Ran (1985),War", "movieId '-1' is not a whole number"),
        ("١,Ran (1985),War", "movieId '١' is not a whole number"),
        ("1_0,Ran (1985),War", "movieId '1_0' is not a whole number"),
        ("2147483648,Ran (1985),War", "movieId '2147483648' is too large"),
        ("3,,War", "the title is empty"),
        ("3,(1985),War", "the title is empty"),
        ("3,R\0an (1985),War", "a NUL character"),
        ("3,Ran (1985)", "2 cells instead of 3"),
        ("1,Ran (1985),War", "movieId 1 stands on line 2 already"),
    ],
)
def test_a_movie_that_cannot_be_is_named_and_costs_no_other(tmp_path: Path, row: str, reason: str) -> None:
    source = movielens(tmp_path, movies=f"1,Dune (2021),Drama\n{row}\n9,Emma (1996),Comedy\n")

    assert problems(source) == [("movies.csv", 3, reason)]
    assert [movie["title"] for movie in records(source)] == ["Dune", "Emma"]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("1,tt0114709,862", "imdbId 'tt0114709' is not a whole number"),
        ("1,0114709,8.5", "tmdbId '8.5' is not a whole number"),
        ("1,0114709,-862", "tmdbId '-862' is not from 0 to 2,147,483,647"),
        ("1,0114709", "2 cells instead of 3"),
        ("5,0114709,862", "movieId 5 is not in {folder}/movies.csv"),
    ],
)
def test_links_that_cannot_be_are_named_and_cost_no_movie(tmp_path: Path, row: str, reason: str) -> None:
    source = movielens(tmp_path, movies="1,Dune (2021),Drama\n2,Ran (1985),War\n", links=f"2,0089881,11645\n{row}\n")

    assert problems(source) == [("links.csv", 3, reason.format(folder=tmp_path))]
    assert [(movie["title"], movie.get("tmdb_id")) for movie in records(source)] == [("Dune", None), ("Ran", 11645)]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("1,,english,,,,,", "original_language 'english' is not a code of two or three letters"),
        ("1,,,,high,,,", "popularity 'high' is not a number"),
        ("1,,,,nan,,,", "popularity 'nan' is not a number"),
        ("1,,,,,30/10/1995,,", "release_date '30/10/1995' is not a date such as 1995-10-30"),
        ("1,,,,,1995-02-30,,", "release_date '1995-02-30' is not a date such as 1995-10-30"),
        ("1,,,,,,11,5", "vote_average '11' is not from 0 to 10"),
        ("1,,,,,,7,1.5", "vote_count '1.5' is not a whole number"),
        ("2,,,,,,7,1", "movieId 2 stands on line 2 already"),
    ],
)
def test_metadata_that_cannot_be_are_named_and_cost_no_movie(tmp_path: Path, row: str, reason: str) -> None:
    source = movielens(
        tmp_path, movies="1,Dune (2021),Drama\n2,Ran (1985),War\n", metadata=f"2,,ja,,,,,\n{row}\n77,,en,,,,,\n"
    )

    assert problems(source) == [("tmdb.csv", 3, reason)]
    assert [(movie["title"], movie.get("language")) for movie in records(source)] == [("Dune", None), ("Ran", "ja")]


def test_ratings_are_read_as_they_stand(tmp_path: Path) -> None:
    source = movielens(tmp_path, ratings=f"1,31,0.5,{THEN}\n1,32,5,{THEN + 1}\n2,31,3.0,{THEN}\n")

    assert list(source.ratings()) == [
        MovieLensRating(1, 31, 0.5, THEN, 2),
        MovieLensRating(1, 32, 5.0, THEN + 1, 3),
        MovieLensRating(2, 31, 3.0, THEN, 4),
    ]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (f"1,31,4.2,{THEN}", "rating '4.2' is not one of 0.5, 1.0 and so on to 5.0"),
        (f"1,31,0.0,{THEN}", "rating '0.0' is not one of 0.5, 1.0 and so on to 5.0"),
        (f"1,31,5.5,{THEN}", "rating '5.5' is not one of 0.5, 1.0 and so on to 5.0"),
        (f"1,31,nan,{THEN}", "rating 'nan' is not one of 0.5, 1.0 and so on to 5.0"),
        (f"1,31,,{THEN}", "rating '' is not one of 0.5, 1.0 and so on to 5.0"),
        (f"x,31,4.0,{THEN}", "userId 'x' is not a whole number"),
        (f"1,3.5,4.0,{THEN}", "movieId '3.5' is not a whole number"),
        (f"1,99999999999,4.0,{THEN}", "movieId '99999999999' is too large"),
        ("1,31,4.0,then", "timestamp 'then' is not a whole number"),
        ("1,31,4.0,-1", "timestamp '-1' is not a whole number"),
        ("1,31,4.0,0", "timestamp '0' is no second between 1990 and now"),
        ("1,31,4.0,964982703000", "timestamp '964982703000' is no second between 1990 and now"),
        ("1,31,4.0,2000100000", "timestamp '2000100000' is no second between 1990 and now"),
        ("1,31,4.0,9999999999999999", "timestamp '9999999999999999' is too large"),
        ("1,31,4.0", "3 cells instead of 4"),
        (f'1,"31,4.0,{THEN}', "not CSV: unexpected end of data"),
        ("\x1b[2J\x07,31,4.0,1", "timestamp '1' is no second between 1990 and now"),
        (f"\x1b[2J\x07,31,4.0,{THEN}", r"userId '\x1b[2J\x07' is not a whole number"),
    ],
)
def test_a_rating_that_cannot_be_is_named_and_costs_no_other(tmp_path: Path, row: str, reason: str) -> None:
    source = movielens(tmp_path, ratings=f"1,30,4.0,{THEN}\n{row}\n1,32,4.0,{THEN}\n")

    assert problems(source) == [("ratings.csv", 3, reason)]
    assert [rating.line for rating in source.ratings() if isinstance(rating, MovieLensRating)] == [2, 4]


@pytest.mark.parametrize("absent", ["movies.csv", "links.csv", "ratings.csv", "tmdb.csv"])
def test_a_missing_file_is_one_sentence_before_anything_is_read(tmp_path: Path, absent: str) -> None:
    movielens(tmp_path, metadata="")
    (tmp_path / absent).unlink()

    with pytest.raises(InvalidInput) as refusal:
        MovieLens(tmp_path, tmp_path / "tmdb.csv")

    assert refusal.value.detail == f"{tmp_path / absent} cannot be read (No such file or directory)."


def test_files_in_each_others_place_are_one_sentence(tmp_path: Path) -> None:
    movielens(tmp_path)
    (tmp_path / "links.csv").write_text(RATINGS)

    with pytest.raises(InvalidInput, match="must name movieId, imdbId, tmdbId; it lacks imdbId, tmdbId"):
        MovieLens(tmp_path)


def test_ratings_are_never_held_whole(tmp_path: Path) -> None:
    n_ratings = 100_000
    source = movielens(tmp_path, ratings="".join(f"{n},31,4.0,{THEN}\n" for n in range(n_ratings)))
    tracemalloc.start()

    n_read = sum(1 for _ in source.ratings())
    _, peak_bytes = tracemalloc.get_traced_memory()

    tracemalloc.stop()
    assert n_read == n_ratings
    assert peak_bytes < 500_000  # the file has two million
