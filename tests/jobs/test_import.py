"""python -m api.jobs import: what it brings in and what it says."""

import re
from pathlib import Path

import psycopg
import pytest

from api.readers.catalogue.google_books import COLUMNS
from tests.jobs.importing import RUNS, THEN, movies_of, ratings_of, rows, run, write_csv, write_movielens
from tests.support.servers import Server, running_postgrest, token


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Three movies, and four ratings by two people."""
    movies = [(1, "Dune (2021)", "Sci-Fi"), (2, "Ran (1985)", "War"), (30, "Apu Trilogy, The", "(no genres listed)")]
    ratings = [(7, 1, 4.0, THEN), (7, 2, 0.5, THEN + 1), (8, 1, 5.0, THEN), (8, 30, 3.5, THEN)]
    return write_movielens(tmp_path / "ml", movies, ratings)


SMALL_MOVIES = [
    (1, "Dune", 2021, ["Science Fiction"], "tt0000001", 1),
    (2, "Ran", 1985, ["War"], "tt0000002", 2),
    (30, "The Apu Trilogy", None, [], "tt0000030", 30),
]
SMALL_RATINGS = [
    ("movielens:7", 1, 4.0, THEN),
    ("movielens:7", 2, 0.5, THEN + 1),
    ("movielens:8", 1, 5.0, THEN),
    ("movielens:8", 30, 3.5, THEN),
]


def test_after_the_first_hundred_texts_it_says_how_long_the_others_take(database_url: str, tmp_path: Path) -> None:
    folder = write_movielens(tmp_path / "ml", [(n, f"Film {n} (1999)", "Drama") for n in range(1, 131)], [])

    first = run("movielens", folder, DATABASE_URL=database_url)
    again = run("movielens", folder, DATABASE_URL=database_url)

    assert re.fullmatch(r"30 texts left to embed, about \d+ seconds?\n", first.stderr)
    assert again.stderr == ""


def test_movies_and_ratings_come_in_and_one_line_says_what_was_done(database_url: str, small: Path) -> None:
    done = run("movielens", small, DATABASE_URL=database_url)

    assert done.returncode == 0
    assert movies_of(database_url) == SMALL_MOVIES
    assert ratings_of(database_url) == SMALL_RATINGS
    assert rows(database_url, "select count(*) from cinelibre.item_embeddings") == [(3,)]
    assert done.stderr == ""
    assert re.fullmatch(
        r"import movielens: movies: 3 new, 0 changed, 0 unchanged, 3 texts embedded \(\d+ a second\);"
        r" ratings: 4 new, 0 changed, 0 unchanged, 2 new raters;"
        r" bad rows: 0, notes: 0; memory: \d+ MB at most \(\d+\.\d s\)\n",
        done.stdout,
    )


def test_each_run_leaves_a_row_with_what_came_in_and_what_did_not(database_url: str, small: Path) -> None:
    with (small / "ratings.csv").open("a") as ratings:
        ratings.write(f"7,999,3.0,{THEN}\n")

    run("movielens", small, DATABASE_URL=database_url)

    bad = f"{small}/ratings.csv:6: movieId 999 is not in the catalogue"
    assert rows(database_url, RUNS) == [("import", "done", {"n_used": 7, "n_failed": 1}, [bad])]


def test_one_import_at_a_time(database_url: str, small: Path) -> None:
    with psycopg.connect(database_url) as connection:
        connection.execute("select public.begin_job('import', 'elsewhere:1')")

    refused = run("movielens", small, DATABASE_URL=database_url)

    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr.startswith("import movielens: import is under way: begun ")
    assert movies_of(database_url) == []


def test_running_it_twice_is_running_it_once(database_url: str, small: Path) -> None:
    run("movielens", small, DATABASE_URL=database_url)
    stored = [rows(database_url, f"select * from cinelibre.{t} order by 1, 2") for t in ("items", "ratings", "users")]

    done = run("movielens", small, DATABASE_URL=database_url)

    assert "movies: 0 new, 0 changed, 3 unchanged, 0 texts embedded; ratings: 0 new, 0 changed, 4" in done.stdout
    again = [rows(database_url, f"select * from cinelibre.{t} order by 1, 2") for t in ("items", "ratings", "users")]
    assert again == stored


def test_metadata_describe_the_movies_and_a_run_without_them_leaves_it_so(
    database_url: str, small: Path, tmp_path: Path
) -> None:
    header = "movieId,tmdb_genres,original_language,overview,popularity,release_date,vote_average,vote_count"
    story = "An old warlord divides his realm among three sons, who turn on him and on each other."
    metadata = write_csv(
        tmp_path / "tmdb.csv", tuple(header.split(",")), [(2, "Drama,War", "ja", story, 9.5, "1985-06-01", 8.1, 1500)]
    )

    done = run("movielens", small, "--metadata", metadata, DATABASE_URL=database_url)

    assert done.returncode == 0
    query = """
        select i.title, i.language, i.genres, i.description, i.external_rating, i.external_count, m.release_date::text
        from cinelibre.items as i
        join cinelibre.movies as m on m.item_id = i.id
        where i.description is not null
    """
    assert [row[:4] for row in rows(database_url, query)] == [("Ran", "ja", ["Drama", "War"], story)]
    assert [row[4:] for row in rows(database_url, query)] == [(pytest.approx(8.1), 1500, "1985-06-01")]

    again = run("movielens", small, DATABASE_URL=database_url)

    assert "0 texts embedded" in again.stdout
    assert [row[3:] for row in rows(database_url, query)] == [(story, pytest.approx(8.1), 1500, "1985-06-01")]


def test_bad_rows_are_named_and_counted_and_lose_no_other(database_url: str, small: Path) -> None:
    with (small / "movies.csv").open("a") as movies, (small / "ratings.csv").open("a") as ratings:
        movies.write("4,,War\n5,Emma (1996),Comedy\n")
        ratings.write(f"7,5,9.0,{THEN}\n7,999,3.0,{THEN}\n7,5,3.0,{THEN}\n")

    done = run("movielens", small, DATABASE_URL=database_url)

    assert done.returncode == 0
    assert done.stderr.splitlines() == [
        f"{small}/movies.csv:5: the title is empty",
        f"{small}/ratings.csv:6: rating '9.0' is not one of 0.5, 1.0 and so on to 5.0",
        f"{small}/ratings.csv:7: movieId 999 is not in the catalogue",
    ]
    assert "movies: 4 new" in done.stdout
    assert "ratings: 5 new" in done.stdout
    assert "bad rows: 3" in done.stdout
    assert len(movies_of(database_url)) == 4
    assert ("movielens:7", 5, 3.0, THEN) in ratings_of(database_url)


def test_the_first_bad_rows_are_shown_and_the_others_counted(database_url: str, small: Path) -> None:
    with (small / "ratings.csv").open("a") as ratings:
        ratings.writelines(f"7,{n},3.0,{THEN}\n" for n in range(1000, 1025))

    done = run("movielens", small, DATABASE_URL=database_url)

    shown = done.stderr.splitlines()
    assert shown[0] == f"{small}/ratings.csv:6: movieId 1000 is not in the catalogue"
    assert shown[19:] == [f"{small}/ratings.csv:25: movieId 1019 is not in the catalogue", "… and 5 more bad rows"]
    assert "bad rows: 25" in done.stdout


def test_two_movies_of_one_tmdb_id_both_come_in_and_a_note_says_so(database_url: str, tmp_path: Path) -> None:
    movies = [(6003, "Confessions (2002)", "Drama"), (144606, "Confessions (2002)", "Drama")]
    links = [(6003, "0290538", 4912), (144606, "0270288", 4912)]
    folder = write_movielens(tmp_path / "ml", movies, [(1, 6003, 4.0, THEN), (1, 144606, 3.0, THEN)], links)

    done = run("movielens", folder, DATABASE_URL=database_url)

    assert done.stderr == f"{folder}/movies.csv:3: tmdb_id 4912 is another item's: kept without it (note)\n"
    assert "notes: 1" in done.stdout
    assert [row[0::5] for row in movies_of(database_url)] == [(6003, 4912), (144606, None)]
    assert [row[1:3] for row in ratings_of(database_url)] == [(6003, 4.0), (144606, 3.0)]


def test_when_nothing_can_be_used_it_fails(database_url: str, tmp_path: Path) -> None:
    folder = write_movielens(tmp_path / "ml", [(1, "", "")], [(1, 1, 4.0, THEN)], [])

    done = run("movielens", folder, DATABASE_URL=database_url)

    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.splitlines()[-1] == "import movielens: Not one row could be used; bad rows: 2."


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("movielens", "{folder}/absent"), "{folder}/absent/movies.csv cannot be read (No such file or directory)."),
        (("movielens", "{folder}/ml", "--metadata", "{folder}/x.csv"), "{folder}/x.csv cannot be read"),
        (("google-books", "{folder}/ml/movies.csv"), "{folder}/ml/movies.csv is not the file that was expected"),
    ],
)
def test_a_missing_or_a_wrong_file_is_one_sentence(
    database_url: str, small: Path, arguments: tuple[str, ...], said: str
) -> None:
    folder = str(small.parent)

    done = run(*(argument.format(folder=folder) for argument in arguments), DATABASE_URL=database_url)

    assert done.returncode == 1
    assert said.format(folder=folder) in done.stderr
    assert done.stderr.count("\n") == 1
    assert movies_of(database_url) == []


def test_without_a_database_it_says_what_to_set(small: Path) -> None:
    done = run("movielens", small)

    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "set SUPABASE_URL and SUPABASE_KEY, or DATABASE_URL" in done.stderr


def test_on_a_database_that_nothing_was_shipped_to_it_says_to_ship(server: Server, project: str, small: Path) -> None:
    done = run("movielens", small, DATABASE_URL=server.url_of(project))

    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "python -m api.jobs ship" in done.stderr


def test_books_come_in_with_their_authors(database_url: str, tmp_path: Path) -> None:
    gilead = dict.fromkeys(COLUMNS, "") | {
        "isbn13": "9780002005883",
        "title": "Gilead",
        "title_and_subtitle": "Gilead: A Novel",
        "authors": "Marilynne Robinson;Another",
        "published_year": "2004.0",
        "average_rating": "3.85",
        "ratings_count": "361.0",
    }
    volumes = [gilead, gilead | {"isbn13": "12"}, gilead | {"isbn13": "9780141439587", "title": "Emma"}]
    path = write_csv(tmp_path / "volumes.csv", COLUMNS, [tuple(volume.values()) for volume in volumes])

    done = run("google-books", path, DATABASE_URL=database_url)

    assert done.returncode == 0
    assert done.stdout.startswith("import google-books: books: 2 new, 0 changed, 0 unchanged, 2 texts embedded")
    assert done.stderr == f"{path}:3: isbn13 '12' is not 13 digits\n"
    query = """
        select b.isbn13, i.title, b.authors, i.year
        from cinelibre.books as b
        join cinelibre.items as i on i.id = b.item_id
    """
    assert sorted(rows(database_url, query)) == [
        ("9780002005883", "Gilead: A Novel", ["Marilynne Robinson", "Another"], 2004),
        ("9780141439587", "Emma", ["Marilynne Robinson", "Another"], 2004),
    ]


def test_over_supabase_it_does_the_same(server: Server, small: Path, tmp_path: Path) -> None:
    name = server.create_database("shipped")
    with running_postgrest(server, name, tmp_path / "postgrest") as url:
        first = run("movielens", small, SUPABASE_URL=url, SUPABASE_KEY=token("service_role"))
        second = run("movielens", small, SUPABASE_URL=url, SUPABASE_KEY=token("service_role"))

    assert "movies: 3 new" in first.stdout
    assert "movies: 0 new, 0 changed, 3 unchanged, 0 texts embedded; ratings: 0 new, 0 changed, 4" in second.stdout
    assert movies_of(server.url_of(name)) == SMALL_MOVIES
    assert ratings_of(server.url_of(name)) == SMALL_RATINGS
    server.drop_database(name)


def test_where_both_are_set_it_goes_to_database_url(database_url: str, small: Path) -> None:
    done = run("movielens", small, DATABASE_URL=database_url, SUPABASE_URL="http://127.0.0.1:9", SUPABASE_KEY="none")

    assert done.returncode == 0
    assert movies_of(database_url) == SMALL_MOVIES
