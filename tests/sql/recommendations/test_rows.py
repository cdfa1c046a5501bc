"""What the rows of a front page are made of: features somebody likes, favorites, languages, counted by hand."""

from typing import Any

import pytest

from api.db import Database
from api.http.callers import Caller
from api.recommendations.front_page import ACROSS_FROM, ALIKE_FROM, LEAST_RATED, MOSTLY
from tests.support.readers import a_caller, record, rows, write

Json = dict[str, Any]

# ids from 1 in this order: type, title, genres, language, people, how many rated it elsewhere
ITEMS: tuple[tuple[str, str, list[str], str, list[str], int], ...] = (
    ("movie", "Roja", ["Romance", "Thriller", "Music", "War"], "ta", ["Mani Ratnam"], 900),
    ("movie", "Nayakan", ["Crime", "Music", "War"], "ta", ["Mani Ratnam"], 800),
    ("movie", "Kaithi", ["Thriller"], "ta", [], 700),
    ("movie", "Visaranai", ["Crime"], "ta", [], 600),
    ("movie", "Sholay", ["Action"], "hi", [], 990),
    ("movie", "Titanic", ["Romance"], "en", [], 999),
    ("movie", "Die Hard", ["Action", "Thriller"], "en", [], 950),
    ("movie", "Iruvar", ["Drama"], "ta", ["Mani Ratnam"], 100),
    ("movie", "Super Deluxe", ["Thriller"], "ta", [], 500),
    ("book", "Ponniyin Selvan", ["Thriller"], "ta", ["Kalki"], 400),
    ("book", "Gone Girl", ["Thriller"], "en", ["Gillian Flynn"], 300),
)
IDS = {title: place for place, (_, title, *_) in enumerate(ITEMS, 1)}
TASTES = """
    select cinelibre.describe_tastes(r, array['movie', 'book'], 2{more})
    from cinelibre.build_reader(%s) as reader
    cross join lateral (
        select row(
            reader.user_id, reader.item_ids, reader.ratings, cinelibre.list_known(reader.user_id), null, null,
            array(select l from cinelibre.list_likings(reader.item_ids, reader.ratings) as l), null, null, null
        )::cinelibre.reader as r
    ) as filled
"""
SEEDS = """
    select cinelibre.describe_seeds(r, array['movie'], null, 2, 0, 0{more})
    from cinelibre.build_reader(%s) as reader
    cross join lateral (
        select row(
            reader.user_id, reader.item_ids, reader.ratings, cinelibre.list_known(reader.user_id),
            null, null, null, null, null, null
        )::cinelibre.reader as r
    ) as filled
"""


@pytest.fixture
async def ada(db: Database) -> Caller:
    """A reader of eleven titles whose features are counted."""
    records = [
        {
            "item_type": kind,
            "title": title,
            "year": 2000,
            "genres": genres,
            "language": language,
            "external_count": known,
        }
        | ({"cast": people} if kind == "movie" else {"authors": people})
        for kind, title, genres, language, people, known in ITEMS
    ]
    await db.one("upsert_items", records=records, embedding_model="one", dimension=384)
    await db.one("refresh_features")
    return await a_caller(db)


async def front_page(me: Caller) -> Json:
    """Stored rows, or what new ones are made of."""
    found: Json = await me.one(
        "get_carousels",
        item_type=None,
        asked={},
        ttl_seconds=600,
        per_source=100,
        content_limit=20,
        row_limit=12,
        mostly=MOSTLY,
        least_rated=LEAST_RATED,
        alike_from=ALIKE_FROM,
        across_from=ACROSS_FROM,
        weights=None,
        uses_trained=True,
        moved_from=0.5,
    )
    return found


async def rate(me: Caller, stars: dict[str, float]) -> None:
    """Stars for titles, in this order."""
    for title, rating in stars.items():
        await me.one("rate_item", item_id=IDS[title], rating=rating)


def tastes_of(url: str, me: Caller, more: str = "") -> dict[tuple[str, str], Json]:
    """The features somebody likes, by kind and name."""
    [(found,)] = rows(url, TASTES.format(more=more), me.user_id)
    return {(one["kind"], one["name"]): one for one in found}


async def test_likings_come_with_how_they_were_rated_and_what_is_best_known(ada: Caller, database_url: str) -> None:
    await rate(ada, {"Roja": 5, "Nayakan": 4, "Kaithi": 3, "Titanic": 1, "Ponniyin Selvan": 5})

    found = tastes_of(database_url, ada)

    # of four Tamil titles the three films: two with 4 stars or more; the best known others are Visaranai, Super Deluxe
    tamil = found["language", "ta"]
    assert {name: tamil[name] for name in ("item_type", "n_rated", "n_liked", "is_stated", "item_ids")} == {
        "item_type": "movie",
        "n_rated": 3,
        "n_liked": 2,
        "is_stated": True,
        "item_ids": [IDS["Visaranai"], IDS["Super Deluxe"]],
    }
    assert found["person", "Mani Ratnam"]["item_ids"] == [IDS["Iruvar"]]
    # of thrillers one film was liked and one book: one of a type says nothing
    assert ("genre", "Thriller") not in found
    assert ("genre", "Thriller") in tastes_of(database_url, ada, ", least_liked => 1")
    assert ("language", "en") not in found


async def test_what_somebody_likes_without_stars_is_told_apart(ada: Caller, database_url: str) -> None:
    await rate(ada, {"Roja": 5})
    await record(ada, {"interaction_type": "like", "item_id": IDS["Nayakan"]})

    assert tastes_of(database_url, ada)["language", "ta"]["is_stated"] is False


async def test_of_each_kind_the_most_liked_are_told(ada: Caller, database_url: str) -> None:
    await rate(ada, {"Roja": 5, "Kaithi": 5, "Nayakan": 5, "Visaranai": 5, "Die Hard": 4, "Sholay": 4, "Titanic": 4})

    found = tastes_of(database_url, ada)

    # liked twice at least: thrillers thrice, crime, romance, action, music and war twice, of which four are told; Tamil
    # and English, but English no more often than by chance; Mani Ratnam
    assert {kind: sum(one == kind for one, _ in found) for kind in ("genre", "language", "person")} == {
        "genre": 4,
        "language": 1,
        "person": 1,
    }
    assert [one["points"] for one in found.values()] == sorted((o["points"] for o in found.values()), reverse=True)
    assert sum(kind == "genre" for kind, _ in tastes_of(database_url, ada, ", per_kind => 1")) == 1


async def test_only_the_newest_of_a_history_are_counted(ada: Caller, database_url: str) -> None:
    await rate(ada, {"Roja": 5, "Nayakan": 5, "Kaithi": 5})

    found = tastes_of(database_url, ada, ", history_limit => 2")

    assert found["language", "ta"]["n_rated"] == 2


def seeds_of(url: str, me: Caller, more: str = "") -> list[Json]:
    """The favorites."""
    [(found,)] = rows(url, SEEDS.format(more=more), me.user_id)
    return list(found)


async def test_favorites_are_what_was_liked_most_and_lately(ada: Caller, database_url: str) -> None:
    await rate(ada, {"Roja": 4, "Nayakan": 5, "Kaithi": 3.5, "Sholay": 5, "Ponniyin Selvan": 5, "Titanic": 4.5})
    await record(ada, {"interaction_type": "superlike", "item_id": IDS["Visaranai"]})

    found = seeds_of(database_url, ada)

    # of films, which are asked for, five stars, the newest first; books after all films; 3.5 is no favorite
    told = [(one["title"], one["rating"], one["is_stated"]) for one in found]
    assert told == [("Visaranai", 5, False), ("Sholay", 5, True)]
    everything = [one["title"] for one in seeds_of(database_url, ada, ", seed_limit => 9")]
    assert everything == ["Visaranai", "Sholay", "Nayakan", "Titanic", "Roja", "Ponniyin Selvan"]
    newest = seeds_of(database_url, ada, ", seed_limit => 9, history_limit => 3")
    assert [one["title"] for one in newest] == ["Visaranai", "Titanic", "Ponniyin Selvan"]


async def test_a_language_is_told_with_its_best_known(ada: Caller, database_url: str) -> None:
    query = "select cinelibre.describe_languages(array['movie'], array[%s, %s], 2, 2)"

    [(found,)] = rows(database_url, query, IDS["Roja"], IDS["Titanic"])

    # six Tamil films and two English ones; one Hindi film is left out by the limit
    assert found == [
        {"name": "ta", "n_items": 6, "item_ids": [IDS["Nayakan"], IDS["Kaithi"]]},
        {"name": "en", "n_items": 2, "item_ids": [IDS["Die Hard"]]},
    ]


async def test_the_best_of_a_feature_come_type_by_type_and_no_further_than_the_limit(
    ada: Caller, database_url: str
) -> None:
    query = (
        "select b.item_id from cinelibre.list_best_of('genre', 'Thriller', array['movie', 'book'], array[%s], %s) as b"
    )

    found = [item_id for (item_id,) in rows(database_url, query, IDS["Kaithi"], 4)]

    # the best of either type first (950 and 400), then the second (900 and 300); Kaithi is known
    assert found == [IDS["Die Hard"], IDS["Ponniyin Selvan"], IDS["Roja"], IDS["Gone Girl"]]
    assert len(rows(database_url, query, IDS["Kaithi"], 3)) == 3


async def test_the_best_of_a_feature_names_no_item_that_was_deleted_since(ada: Caller, database_url: str) -> None:
    query = "select b.item_id from cinelibre.list_best_of('genre', 'Thriller', array['movie'], '{}', 2) as b"
    best = [item_id for (item_id,) in rows(database_url, query)]

    write(database_url, "delete from cinelibre.items where id = %s", best[0])

    found = [item_id for (item_id,) in rows(database_url, query)]
    assert found[0] == best[1]
    assert len(found) == 2


async def test_ratings_are_counted_by_type(ada: Caller, database_url: str) -> None:
    query = "select cinelibre.count_rated(r) from cinelibre.build_reader(%s) as r"
    assert rows(database_url, query, ada.user_id) == [({},)]

    await rate(ada, {"Roja": 5, "Nayakan": 1, "Gone Girl": 3})

    assert rows(database_url, query, ada.user_id) == [({"movie": 2, "book": 1},)]


@pytest.mark.parametrize(
    ("n_films", "n_books", "main"),
    [(4, 1, "movie"), (7, 2, None), (3, 0, "movie"), (2, 0, None), (0, 2, None), (0, 0, None)],
)
async def test_whose_ratings_are_nearly_all_of_one_type_is_told(
    db: Database, ada: Caller, n_films: int, n_books: int, main: str | None
) -> None:
    films = [title for kind, title, *_ in ITEMS if kind == "movie"][:n_films]
    books = [title for kind, title, *_ in ITEMS if kind == "book"][:n_books]
    await rate(ada, dict.fromkeys([*films, *books], 4.0))

    found = (await front_page(ada))["made_of"]

    # four of five are 0.8; seven of nine less; two ratings say nothing yet
    assert found["main_type"] == main
    assert found["rated"] == {kind: n for kind, n in (("movie", n_films), ("book", n_books)) if n}
    across = [
        alike["item_type"] for one in found["shown"]["seeds"] for alike in one["alike"] if one["item_type"] == "movie"
    ]
    assert ("book" in across) is (main == "movie")


async def test_guests_get_what_trends_what_is_popular_and_languages(
    ada: Caller, db: Database, database_url: str
) -> None:
    readers = [ada, await a_caller(db, "bob"), await a_caller(db, "cid")]
    for reader in readers:
        await record(reader, {"interaction_type": "view", "item_id": IDS["Iruvar"]})

    found = await db.one("get_public_carousels", item_type="movie", row_limit=2, language_limit=1)

    # twice as many popular ones as a row has, since the first may stand elsewhere; the languages are without both rows
    assert found["moving"] == [IDS["Iruvar"]]
    assert found["popular"] == [IDS["Titanic"], IDS["Sholay"], IDS["Die Hard"], IDS["Roja"]]
    assert found["languages"] == [
        {"name": "ta", "n_items": 6, "item_ids": [IDS["Roja"], IDS["Nayakan"], IDS["Kaithi"], IDS["Visaranai"]]}
    ]
    items = {item["id"]: item for item in found["items"]}
    assert set(items) == {*found["moving"], *found["popular"], *found["languages"][0]["item_ids"]}
    # 999 of 6,539 ratings of films
    assert items[IDS["Titanic"]]["score"] == pytest.approx(1000 * 999 / 6539)


async def test_nothing_of_an_empty_catalogue_is_shown(db: Database) -> None:
    nothing: Json = {"popular": [], "moving": [], "languages": [], "items": []}

    assert await db.one("get_public_carousels", row_limit=12) == nothing
    me = await a_caller(db)
    found = await front_page(me)
    assert (found["stored"], found["made_of"]["candidates"], found["made_of"]["rated"]) == (None, [], {})
