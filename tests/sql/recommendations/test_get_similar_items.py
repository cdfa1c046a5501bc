"""Similar items: each likeness and their sum by hand, where candidates come from, and what is never among them."""

import math
from typing import Any

import pytest

from api.db import Database
from api.http.callers import Caller, Visitor
from tests.sql.catalogue.test_catalogue_functions import Record, book, movie, upsert
from tests.support.readers import register, rows

BLADE_RUNNER, ALIEN, WITNESS, AMELIE, NOVEL, SHEEP, EMMA = range(1, 8)
# Description, genres, keywords, people, language, years, liked together.
WITHIN = 0.8 + 0.7 + 0.5 + 0.5 + 0.5 + 0.15 + 1.3
SIMULATED = WITHIN - 0.65
WHOLE: dict[str, Any] = {"include_seen": False, "threshold": 0, "item_skip": 0, "item_limit": 12, "list_limit": 200}
ACROSS = 1.2 + 0.5 + 0.5 + 0.3 + 0.5 + 0.1 + 0.65


def at(cosine: float) -> dict[str, Any]:
    """A vector with this cosine to that of Blade Runner."""
    return {"embedding": [cosine, math.sqrt(1 - cosine**2), *[0.0] * 382], "text_hash": str(cosine)}


SCOTTS = {"language": "en", "directors": ["Ridley Scott"]}
CATALOGUE: tuple[Record, ...] = (
    movie(
        "Blade Runner", genres=["Sci-Fi", "Thriller"], cast=["Ford"], keywords=["androids", "rain"], **SCOTTS, **at(1)
    )
    | {"year": 1982},
    movie("Alien", genres=["Sci-Fi", "Horror"], keywords=["Androids", "space"], **SCOTTS, **at(0.375)) | {"year": 1979},
    movie("Witness", genres=["Thriller"], language="en", directors=["Weir"], cast=["Ford"], **at(0)) | {"year": 1985},
    movie("Amélie", genres=["Comedy"], language="fr", directors=["Jeunet"], **at(0.1)) | {"year": 2001},
    book("Blade Runner!", genres=["SCI-FI"], language="en", authors=["Nourse"], **at(0.2)) | {"year": 1974},
    book("Electric Sheep", genres=["Sci-Fi"], language="en", authors=["Dick"], **at(0.8)) | {"year": 1968},
    book("Emma", genres=["Classics"], authors=["Austen"]) | {"year": 1815},
)


@pytest.fixture
async def catalogue(db: Database) -> Database:
    """Four films and three books, their genres counted."""
    await upsert(db, *CATALOGUE)
    await db.one("refresh_features")
    return db


async def phi(db: Database, item_id: int, weights: dict[int, float]) -> None:
    """A model in use that says this of one item."""
    model_id = await db.one("begin_model", kind="phi", name=f"phi of {len(weights)} {item_id}")
    await db.one(
        "write_item_neighbors", model_id=model_id, records=[[item_id, [*weights], [*weights.values()], None, 1]]
    )
    await db.one("activate_model", model_id=model_id, metrics={})


async def similar(db: Database, item_id: int, item_type: str = "movie", **asked: Any) -> list[Record]:
    """The whole list."""
    found = await db.one("get_similar_items", item_type=item_type, item_id=item_id, **{**WHOLE, **asked})
    return list(found["items"])


def scores(found: list[Record]) -> dict[int, float]:
    """The score of each item, best first."""
    return {item["id"]: item["score"] for item in found}


# Two of the four films are science fiction, two thrillers, one is horror: −ln of the shares is ln 2, ln 2, 2 ln 2.
# The cosine of (SF, thriller) and (SF, horror) is 1 / (√2 · √5); of (SF, thriller) and thriller 1 / √2. A cosine of
# 0.375 is half way from 0.15 to 0.6. One keyword of two and two is shared, the director (1) with Alien, an actor (¼)
# with Witness. Three of four films are English: ½ and, of the other half, ln (4 / 3) of 3.
ENGLISH = 0.5 * (0.5 + 0.5 * math.log(4 / 3) / 3)
ALIENS = 0.8 * 0.5 + 0.7 / math.sqrt(10) + 0.5 * 0.5 + 0.5 + ENGLISH + 0.15 * math.exp(-3 / 20)
WITNESSS = 0.7 / math.sqrt(2) + 0.5 / 4 + ENGLISH + 0.15 * math.exp(-3 / 20)
AMELIES = 0.15 * math.exp(-19 / 20)


async def test_within_a_type_each_likeness_counts_as_by_hand(catalogue: Database) -> None:
    found = await similar(catalogue, BLADE_RUNNER)

    assert list(scores(found)) == [ALIEN, WITNESS, AMELIE]
    assert scores(found) == pytest.approx(
        {ALIEN: ALIENS / WITHIN, WITNESS: WITNESSS / WITHIN, AMELIE: AMELIES / WITHIN}, abs=1e-3
    )
    assert [item["alike"] | {"story": round(item["alike"]["story"], 1)} for item in found[:2]] == [
        {
            "has_title": False,
            "story": 0.4,
            "genres": ["Sci-Fi"],
            "keywords": ["androids"],
            "maker": "Ridley Scott",
            "people": ["Ridley Scott"],
            "together": None,
            "is_simulated": False,
        },
        {
            "has_title": False,
            "story": 0,
            "genres": ["Thriller"],
            "keywords": [],
            "maker": None,
            "people": ["Ford"],
            "together": None,
            "is_simulated": False,
        },
    ]


async def test_what_is_liked_together_counts_whole_and_half_where_raters_are_simulated(
    catalogue: Database, database_url: str
) -> None:
    await phi(catalogue, BLADE_RUNNER, {AMELIE: 0.2})
    real = scores(await similar(catalogue, BLADE_RUNNER))
    ada = Caller(catalogue, await register(catalogue, "ada"))
    await ada.one("rate_item", item_id=BLADE_RUNNER, rating=5)

    await catalogue.one("write_simulated_ratings", records=[[1, BLADE_RUNNER, 5, 10**9]])
    half = scores(await similar(catalogue, BLADE_RUNNER))
    await catalogue.one("write_simulated_ratings", records=[[2, BLADE_RUNNER, 5, 10**9]])
    most = scores(await similar(catalogue, BLADE_RUNNER))

    assert real[AMELIE] == half[AMELIE] == pytest.approx((AMELIES + 1.3 / 2) / WITHIN, abs=1e-3)
    assert most[AMELIE] == pytest.approx((AMELIES + 0.65 / 2) / SIMULATED, abs=1e-3)


async def test_liking_together_counts_up_to_a_phi_of_four_tenths(catalogue: Database) -> None:
    await phi(catalogue, BLADE_RUNNER, {WITNESS: 0.41, ALIEN: 0.4, AMELIE: 0.3})

    found = await similar(catalogue, BLADE_RUNNER)

    assert scores(found) == pytest.approx(
        {
            ALIEN: (ALIENS + 1.3) / WITHIN,
            WITNESS: (WITNESSS + 1.3) / WITHIN,
            AMELIE: (AMELIES + 1.3 * 0.3 / 0.4) / WITHIN,
        },
        abs=1e-3,
    )
    assert {item["id"]: item["alike"]["together"] for item in found} == pytest.approx(
        {ALIEN: 0.4, WITNESS: 0.41, AMELIE: 0.3}
    )


async def test_across_types_the_same_title_comes_first_and_each_likeness_counts_as_by_hand(catalogue: Database) -> None:
    found = await similar(catalogue, BLADE_RUNNER, across="book")

    # Two of three books are science fiction, and half of the films: the larger share counts, whatever the capitals:
    # −ln is ln 1.5; of thrillers, half of the films, ln 2. The cosine of (SF, thriller) and SF is
    # ln 1.5 / √(ln² 1.5 + ln² 2). Two of three books are English. Titles are compared folded.
    genres = 0.5 * math.log(1.5) / math.hypot(math.log(1.5), math.log(2))
    english = 0.5 * (0.5 + 0.5 * math.log(1.5) / 3)
    same = 1.2 * 0.2 + genres + english + 0.1 * math.exp(-8 / 20)
    sheep = 1.2 * 0.8 + genres + english + 0.1 * math.exp(-14 / 20)
    assert list(scores(found)) == [NOVEL, SHEEP]
    assert scores(found) == pytest.approx({NOVEL: 1 + same / ACROSS, SHEEP: sheep / ACROSS}, abs=1e-3)
    assert [item["alike"]["has_title"] for item in found] == [True, False]


async def test_each_likeness_ends_where_it_does(catalogue: Database) -> None:
    await upsert(
        catalogue,
        *(movie(f"Film {n}") | {"year": None} for n in range(20)),
        movie("Near", **at(0.6)) | {"year": None},
        movie("Nearer", **at(0.7)) | {"year": None},
        movie("Crew", cast=["Ann", "Bob", "Cid"]) | {"year": None},
        movie("Same crew", cast=["Ann", "Bob", "Cid"], language="ta") | {"year": None},
        movie("Tamil", language="ta") | {"year": None},
        movie("New", genres=["Sci-Fi", "Mumblecore"]) | {"year": None},
    )

    await phi(catalogue, BLADE_RUNNER, {33: 0.1})
    near = scores(await similar(catalogue, BLADE_RUNNER, item_limit=100))
    await phi(catalogue, 30, {31: 1, 32: 0.1})
    crew = scores(await similar(catalogue, 30))
    await phi(catalogue, 31, {32: 0.1})
    await catalogue.one("refresh_features")
    tamil = scores(await similar(catalogue, 31))

    # Above 0.6 descriptions are the same; three people count as two. Tamil are two of thirty films, −ln is 2.7; not
    # counted yet it is 0. Mumblecore was not counted, either: 3 beside ln 2 for science fiction.
    assert near[28] == near[29] == pytest.approx(0.8 / WITHIN, abs=1e-3)
    new = 0.7 * math.log(2) / math.sqrt(2) / math.hypot(math.log(2), 3)
    assert near[33] == pytest.approx((new + 1.3 / 4) / WITHIN, abs=1e-6)
    assert crew == pytest.approx({31: (0.5 * 0.5 + 1.3) / WITHIN, 32: 1.3 / 4 / WITHIN}, abs=1e-6)
    assert tamil[32] == pytest.approx((0.5 * (0.5 + 0.5 * math.log(15) / 3) + 1.3 / 4) / WITHIN, abs=1e-6)


async def test_a_page_a_threshold_and_a_limit_cut_the_same_list(catalogue: Database) -> None:
    whole = await similar(catalogue, BLADE_RUNNER)

    assert await similar(catalogue, BLADE_RUNNER, item_limit=1) == whole[:1]
    assert await similar(catalogue, BLADE_RUNNER, item_skip=1, item_limit=1) == whole[1:2]
    assert await similar(catalogue, BLADE_RUNNER, threshold=whole[1]["score"]) == whole[:2]
    assert await similar(catalogue, BLADE_RUNNER, threshold=whole[1]["score"] + 1e-9) == whole[:1]


async def test_a_step_of_the_threshold_and_of_skip_changes_what_is_listed(db: Database) -> None:
    await upsert(db, *(movie(f"Film {n}") | {"year": None} for n in range(1, 5)))
    await phi(db, 1, {2: 0.4, 3: 0.2, 4: 0.1})
    liked_together = {2: 1.3, 3: 0.65, 4: 0.325}  # of phi 0.4 and more all of 1.3; below as much less

    async def ids(**asked: Any) -> list[int]:
        return list(scores(await similar(db, 1, **asked)))

    # Divided by 4.45 they are 0.29213, 0.14607 and 0.07303.
    found = scores(await similar(db, 1))
    assert found == pytest.approx({n: points / 4.45 for n, points in liked_together.items()}, abs=1e-6)
    assert [await ids(threshold=least) for least in (0.0730, 0.0731)] == [[2, 3, 4], [2, 3]]
    assert [await ids(threshold=least) for least in (0.1460, 0.1461, 0.2921, 0.2922)] == [[2, 3], [2], [2], []]
    assert [await ids(item_skip=n) for n in range(4)] == [[2, 3, 4], [3, 4], [4], []]
    assert await ids(threshold=0.1460, item_skip=1) == [3]


async def test_no_other_edition_of_itself_and_one_of_a_work_and_nothing_known(catalogue: Database) -> None:
    twins = [book("Electric Sheep", authors=["Dick"], google_id=str(n), **at(0.7)) for n in range(2)]
    await upsert(catalogue, *twins)
    claims = await register(catalogue, "ada")
    ada = Caller(catalogue, claims)
    await ada.one("rate_item", item_id=9, rating=3)

    of_itself = await similar(catalogue, SHEEP, "book")
    of_a_film = await similar(catalogue, BLADE_RUNNER, across="book")
    adas = await Visitor(catalogue, claims).one(
        "get_similar_items", item_type="movie", item_id=BLADE_RUNNER, across="book", **WHOLE
    )

    assert list(scores(of_itself)) == [NOVEL]
    assert list(scores(of_a_film)) == [NOVEL, SHEEP]
    assert list(scores(adas["items"])) == [NOVEL]


async def test_what_has_no_description_is_found_by_its_genres_and_makers(catalogue: Database) -> None:
    await upsert(
        catalogue,
        movie("Legend", genres=["Fantasy"], directors=["Ridley Scott"]),
        movie("Dark Star", genres=["Sci-Fi", "Comedy"]),
    )
    await catalogue.one("refresh_features")

    assert list(scores(await similar(catalogue, 8))) == [BLADE_RUNNER, ALIEN]
    assert set(scores(await similar(catalogue, 9))) == {ALIEN, BLADE_RUNNER, AMELIE}


async def candidates(db: Database, database_url: str, item_id: int, **asked: Any) -> set[int]:
    """What is judged at all."""
    query = "select cinelibre.find_alike(%s, 'movie', array[%s])"
    return set(rows(database_url, query, item_id, item_id)[0][0])


async def test_the_hundred_nearest_are_judged_fewer_where_much_is_liked_together(
    db: Database, database_url: str
) -> None:
    await upsert(db, *(movie(f"Film {n}", **at(1 - n / 400)) for n in range(202)))

    alone = await candidates(db, database_url, 1)
    await phi(db, 1, {202: 0.5})
    with_one = await candidates(db, database_url, 1)
    await phi(db, 1, dict.fromkeys(range(103, 203), 0.5))
    with_many = await candidates(db, database_url, 1)

    assert alone == set(range(2, 102))
    assert with_one == {*range(2, 101), 202}
    assert with_many == {*range(2, 42), *range(103, 203)}


async def test_the_forty_best_known_of_its_makers_are_judged(db: Database, database_url: str) -> None:
    await upsert(db, *(movie(f"Film {n}", directors=["Ray"], external_count=1000 - n) for n in range(42)))

    found = await candidates(db, database_url, 1)

    assert found == set(range(2, 42))


async def test_the_twenty_best_known_of_its_four_rarest_pairs_are_judged(db: Database, database_url: str) -> None:
    # Of the genres A, B, C and the language there are six pairs and three single genres. A and B have 21 items beside
    # the film, A and C 22, and so on: the four rarest are the first four of these.
    pairs = [
        ("A", "B", None),
        ("A", "C", None),
        ("B", "C", None),
        ("A", None, "ta"),
        ("B", None, "ta"),
        ("C", None, "ta"),
    ]
    records = [movie("One", genres=["A", "B", "C"], language="ta")]
    for place, (first, second, language) in enumerate(pairs):
        for n in range(21 + place):
            genres = [genre for genre in (first, second) if genre]
            records.append(movie(f"{place} {n}", genres=genres, language=language, external_count=1000 - n))
    await upsert(db, *records)
    await db.one("refresh_features")

    found = await candidates(db, database_url, 1)
    titles = {
        title for (title,) in rows(database_url, "select title from cinelibre.items where id = any (%s)", [*found])
    }

    # The film itself, which nobody rated elsewhere, is the least known of each.
    assert titles == {f"{place} {n}" for place in range(4) for n in range(20)}


async def test_the_hundred_that_go_most_with_it_are_judged_and_phi_counts_for_all(
    db: Database, database_url: str
) -> None:
    await upsert(db, *(movie(f"Film {n}", directors=["Ray"] if n in (0, 102) else []) for n in range(104)))
    await phi(db, 1, {n: 0.4 - n / 1000 for n in range(2, 105)})

    found = await candidates(db, database_url, 1)
    last = scores(await similar(db, 1, item_limit=200))[103]

    assert found == {*range(2, 102), 103}
    assert last == pytest.approx((0.5 + 0.15 + 1.3 * (0.4 - 0.103) / 0.4) / WITHIN, abs=1e-6)


async def test_what_is_liked_together_is_judged_wherever_it_stands(catalogue: Database) -> None:
    await upsert(catalogue, movie("Far off"))
    await phi(catalogue, BLADE_RUNNER, {8: 0.1, NOVEL: 0.3})

    assert set(scores(await similar(catalogue, BLADE_RUNNER))) == {ALIEN, WITNESS, AMELIE, 8}
