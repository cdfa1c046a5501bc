"""Where items that may be like another come from: liking together, makers and rare pairs of features."""

from api.db import Database
from tests.sql.catalogue.test_catalogue_functions import book, movie, upsert
from tests.support.readers import rows, write


async def test_what_is_liked_together_comes_from_the_phi_in_use_as_far_as_the_limit(
    db: Database, database_url: str
) -> None:
    await upsert(db, movie("One"), movie("Two"))
    write(
        database_url,
        "insert into cinelibre.models (id, kind, name, is_active) overriding system value values"
        " (101, 'phi', 'now', true), (102, 'phi', 'former', false), (103, 'ease', 'now', true)",
    )
    write(
        database_url,
        "insert into cinelibre.item_neighbors (model_id, item_id, neighbor_ids, weights) values"
        " (101, 1, '{7,5,6}', '{0.5,0.25,0.125}'), (102, 1, '{8}', '{1}'), (103, 1, '{9}', '{1}'),"
        " (101, 2, array(select generate_series(3, 303)), array(select 0.5 from generate_series(3, 303)))",
    )
    listed = "select * from cinelibre.list_together(%s{more})"

    assert rows(database_url, listed.replace("{more}", ""), 1) == [(7, 0.5), (5, 0.25), (6, 0.125)]
    assert rows(database_url, listed.replace("{more}", ", 2"), 1) == [(7, 0.5), (5, 0.25)]
    assert rows(database_url, listed.replace("{more}", ""), 2) == [(n, 0.5) for n in range(3, 303)]


async def test_what_somebody_made_or_appears_in_is_listed_best_known_first(db: Database, database_url: str) -> None:
    await upsert(
        db,
        movie("One", directors=["Ray"], external_count=10),
        movie("Two", cast=["Ray"], external_count=30),
        movie("Three", directors=["Ozu"], external_count=20),
        movie("Four", directors=["Somebody"], external_count=90),
        book("Five", authors=["Ray"], external_count=90),
        movie("Six", directors=["Ray"], external_count=10),
        movie("Seven", directors=["Ray"], external_count=80),
    )
    # One is written once more, so that only its id says that it comes before Six.
    write(database_url, "update cinelibre.items set description = 'new' where id = 1")
    listed = "select * from cinelibre.list_made('{ray,ozu}', %s, '{7}', %s)"

    assert rows(database_url, listed, "movie", 40) == [(2,), (3,), (1,), (6,)]
    assert rows(database_url, listed, "movie", 3) == [(2,), (3,), (1,)]
    assert rows(database_url, listed, "book", 40) == [(5,)]


async def test_the_rarest_pairs_of_features_and_single_genres_come_with_their_items(database_url: str) -> None:
    counted = {
        ("pair", "genre Crime|genre Drama"): (0.25, "{1}"),
        ("pair", "genre Crime|language ta"): (0.125, "{2}"),
        ("pair", "genre Drama|language ta"): (0.25, "{3,1}"),
        ("genre", "Crime"): (0.25, "{4}"),
        ("genre", "Drama"): (0.5, "{5}"),
        ("language", "ta"): (0.0625, "{6}"),
        ("pair", "genre Drama|genre War"): (0.03125, "{7}"),
        ("pair", "genre Drama|genre Crime"): (0.03125, "{8}"),
        ("pair", "genre Drama|genre Drama"): (0.03125, "{8}"),
    }
    for (kind, name), (share, ids) in counted.items():
        write(
            database_url,
            "insert into cinelibre.features (kind, name, item_type, n_items, share, item_ids)"
            " values (%s, %s, 'movie', 1, %s, %s), (%s, %s, 'book', 1, 0.0078125, '{9}')",
            kind, name, share, ids, kind, f"{name}!",
        )  # fmt: skip
    listed = "select * from cinelibre.list_by_pairs('{Drama,Crime}', 'ta', 'movie', %s)"

    # Of equals single genres come before pairs, and pairs by their names. A language alone says nothing.
    found = rows(database_url, listed, 9)

    assert found == [
        ("genre Crime|language ta", [2]),
        ("Crime", [4]),
        ("genre Crime|genre Drama", [1]),
        ("genre Drama|language ta", [3, 1]),
        ("Drama", [5]),
    ]
    assert rows(database_url, listed, 2) == found[:2]
