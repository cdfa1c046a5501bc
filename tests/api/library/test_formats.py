"""Each format once, end to end: what became of every row, and what the account has then."""

import json

from tests.api.library.shelves import (
    AMELIE,
    DIARY,
    DUNE,
    DUNE_1984,
    DUNE_BOOK,
    EMMA,
    EMMA_BOOK,
    HEAT,
    HOME,
    OTHER_HEAT,
    OTHER_HOME,
    RAN,
    STAND,
    STAND_UNCUT,
    Reader,
    statuses,
)
from tests.api.readers.library.exports import zip_of
from tests.support.readers import assert_counts_equal_a_recount

FILM = "Date,Name,Year,Letterboxd URI"
GOODREADS = (
    "Book Id,Title,Author,Additional Authors,ISBN,ISBN13,My Rating,Original Publication Year,"
    "Date Read,Date Added,Exclusive Shelf"
)
IMDB = "Const,Your Rating,Date Rated,Title,Original Title,Title Type,Year"
MAY_1, MAY_2, MAY_3 = (f"2024-05-0{day} 00:00:00+00" for day in (1, 2, 3))


def day(number: int) -> str:
    """The first second of a day in May, as JSON has it."""
    return f"2024-05-0{number}T00:00:00+00:00"


async def test_letterboxds_zip_gives_ratings_seen_history_watchlist_and_likes(ada: Reader) -> None:
    report = await ada.imported(
        zip_of(
            {
                "letterboxd-ada/profile.csv": "Date Joined,Username\n2020-01-01,ada\n",
                "letterboxd-ada/watched.csv": f"{FILM}\n2024-05-01,Ran,1985,x\n2024-05-01,Nowhere,1985,x\n",
                "letterboxd-ada/ratings.csv": f"{FILM},Rating\n2024-05-02,Ran,1985,x,4.5\n2024-05-02,AMELIE,2001,x,3\n",
                "letterboxd-ada/diary.csv": (
                    f"{FILM},Rating,Rewatch,Tags,Watched Date\n"
                    "2024-05-02,Ran,1985,x,2,,,2024-05-01\n"
                    "2024-05-03,Ran,1985,x,5,Yes,,2024-05-03\n"
                    "2024-05-02,Heat,1995,x,4,,,2024-05-02\n"
                    "2024-05-02,Ran,1985,x,3.3,,,2024-05-02\n"
                ),
                "letterboxd-ada/likes/films.csv": f"{FILM}\n2024-05-02,Dune,1984,x\n",
                "letterboxd-ada/watchlist.csv": f"{FILM}\n2024-05-02,Dune,2020,x\n",
            }
        ),
        "letterboxd.zip",
    )

    assert report["format"] == "letterboxd"
    assert report["counts"] == {"created": 6, "updated": 1, "ambiguous": 1, "not_found": 1, "bad": 1}
    assert [(row["file"], *status) for row, status in zip(report["rows"], statuses(report), strict=True)] == [
        ("watched.csv", 2, "created", RAN),
        ("watched.csv", 3, "not_found", None),
        ("ratings.csv", 2, "created", RAN),
        ("ratings.csv", 3, "created", AMELIE),
        ("diary.csv", 2, "created", RAN),  # the viewing; of one day the stars of ratings.csv count
        ("diary.csv", 3, "updated", RAN),
        ("diary.csv", 4, "ambiguous", None),
        ("diary.csv", 5, "bad", None),
        ("likes/films.csv", 2, "created", DUNE_1984),
        ("watchlist.csv", 2, "created", DUNE),
    ]
    nowhere = {"file": "watched.csv", "row": 3, "title": "Nowhere", "year": 1985}
    assert report["rows"][1] == {**nowhere, "status": "not_found", "kept": {"seen_at": day(1)}}
    assert report["rows"][7]["reason"] == "Rating '3.3' is not one of 0.5, 1, 1.5 and so on to 5"
    assert ada.ratings() == [
        (RAN, 5, "rating", MAY_3),
        (DUNE_1984, 4.5, "like", MAY_2),
        (AMELIE, 3, "rating", MAY_2),
    ]
    assert ada.shelf() == [
        {"item_id": RAN, "seen_at": day(1)},
        {"item_id": DUNE, "on_watchlist_at": day(2)},
        {"item_id": DUNE_1984, "opinion": "like", "opinion_at": day(2)},
    ]
    assert ada.events() == [(RAN, "seen", MAY_1), (RAN, "seen", MAY_3)]
    history = await ada.asked("GET", "/history")
    assert [(one["day"], [entry["item"]["title"] for entry in one["entries"]]) for one in history["days"]] == [
        ("2024-05-03", ["Ran"]),
        ("2024-05-01", ["Ran"]),
    ]
    watchlist = await ada.asked("GET", "/watchlist")
    assert [(item["id"], item["marked_at"]) for item in watchlist["items"]] == [(DUNE, "2024-05-02T00:00:00.000000Z")]
    assert_counts_equal_a_recount(ada.place.url)


async def test_an_ambiguous_row_names_its_candidates_the_widely_known_first(ada: Reader) -> None:
    report = await ada.imported(f"{FILM},Rating\n2024-05-02,Heat,1995,x,4\n", "ratings.csv")

    heat = {"item_type": "movie", "title": "Heat", "year": 1995}
    assert report == {
        "format": "letterboxd",
        "counts": {"ambiguous": 1},
        "notes": [],
        "rows": [
            {
                "file": "ratings.csv",
                "row": 2,
                "title": "Heat",
                "year": 1995,
                "status": "ambiguous",
                "kept": {"rating": 4.0, "rated_at": day(2)},
                "candidates": [
                    {"id": HEAT, "tmdb_id": 949, "movielens_id": 6, **heat},
                    {"id": OTHER_HEAT, "tmdb_id": 950, **heat},
                ],
            }
        ],
    }
    assert (ada.ratings(), ada.shelf(), ada.events()) == ([], [], [])


async def test_goodreads_books_are_found_by_isbn_series_and_author(ada: Reader) -> None:
    report = await ada.imported(
        f"{GOODREADS}\n"
        '1,"Dune (Dune Chronicles, #1)",Frank  Herbert,,="",="",5,1965,2024/05/01,2024/04/01,read\n'
        '2,Home,Toni Morrison,,="",="",4,2012,,2024/05/02,read\n'
        '3,Home,Marilynne Robinson,,="",="",0,1999,,2024/05/03,to-read\n'
        '4,Home,Nobody Else,,="",="",3,1950,,2024/05/03,read\n'
        '5,Another Title,Jane Austen,,="0141439580",="9780141439587",3,1815,,2024/05/02,currently-reading\n'
        '6,The Stand,Stephen King,,="",="",4,1990,,2024/05/02,read\n'
        '7,The Stand,Stephen King,,="",="",4,2005,,2024/05/02,read\n'
        '8,Dune,Frank Herbert,,="",="",3.3,1965,,2024/05/02,read\n'
        '9,Emma,Jane Austen,,="",="",0,1815,,2024/05/02,wishes\n',
        "goodreads_library_export.csv",
    )

    assert report["format"] == "goodreads"
    assert statuses(report) == [
        (2, "created", DUNE_BOOK),
        (3, "created", OTHER_HOME),
        (4, "created", HOME),  # another edition's year, but the author's
        (5, "not_found", None),  # a book of that title, of another author and another year
        (6, "created", EMMA_BOOK),
        (7, "created", STAND_UNCUT),
        (8, "ambiguous", None),
        (9, "bad", None),
        (10, "matched", EMMA_BOOK),
    ]
    assert [one["id"] for one in report["rows"][6]["candidates"]] == [STAND, STAND_UNCUT]
    assert ada.ratings() == [
        (EMMA_BOOK, 3, "rating", MAY_2),
        (DUNE_BOOK, 5, "rating", MAY_1),
        (OTHER_HOME, 4, "rating", MAY_2),
        (STAND_UNCUT, 4, "rating", MAY_2),
    ]
    assert ada.shelf() == [
        {"item_id": DUNE_BOOK, "seen_at": day(1)},
        {"item_id": HOME, "on_watchlist_at": day(3)},
        {"item_id": OTHER_HOME, "seen_at": day(2)},
        {"item_id": STAND_UNCUT, "seen_at": day(2)},
    ]
    assert ada.events() == [(DUNE_BOOK, "seen", MAY_1)]


async def test_imdbs_ratings_are_found_by_their_ids_whatever_they_are_called(ada: Reader) -> None:
    report = await ada.imported(
        f"{IMDB}\n"
        "tt0211915,9,2024-05-01,Le fabuleux destin d'Amélie Poulain,,Movie,2001\n"
        "tt0087182,6,2024-05-02,Dune,,Movie,1999\n"  # the id says which, not the year
        "tt9999999,7,2024-05-02,Dune,,Movie,2021\n"  # no such id, but a title and a year
        "tt9999998,7,2024-05-02,Desert Planet,Ran,Movie,1985\n"
        "tt9999997,7,2024-05-02,Nowhere,,Movie,1985\n"
        "tt0944947,10,2024-05-02,Game of Thrones,,TV Series,2011\n",
        "ratings.csv",
    )

    assert report["format"] == "imdb"
    assert statuses(report) == [
        (2, "created", AMELIE),
        (3, "created", DUNE_1984),
        (4, "created", DUNE),
        (5, "created", RAN),
        (6, "not_found", None),
        (7, "bad", None),
    ]
    assert report["rows"][5]["reason"] == "a TV series; only films and books are kept"
    assert ada.ratings() == [
        (RAN, 3.5, "rating", MAY_2),
        (DUNE, 3.5, "rating", MAY_2),
        (DUNE_1984, 3, "rating", MAY_2),
        (AMELIE, 4.5, "rating", MAY_1),
    ]


async def test_movielens_ratings_are_found_by_their_ids(ada: Reader) -> None:
    report = await ada.imported(
        "userId,movieId,rating,timestamp\n7,5971,4.5,1714521600\n7,6,3.0,1714608000\n7,99,3.0,1714608000\n7,6,9,1\n",
        "ratings.csv",
    )

    assert report["format"] == "movielens"
    assert statuses(report) == [(2, "created", RAN), (3, "created", HEAT), (4, "not_found", None), (5, "bad", None)]
    assert ada.ratings() == [(RAN, 4.5, "rating", MAY_1), (HEAT, 3, "rating", MAY_2)]


async def test_a_csv_of_any_make_is_found_by_whichever_column_it_has(ada: Reader) -> None:
    report = await ada.imported(
        "tmdb_id;imdb_id;isbn;google_id;title;year;type;rating;date;seen;favorite;like\n"
        "11645;;;;;;;4;2024-05-01;;;\n"
        ";tt0211915;;;;;;3.5;2024-05-01;;;\n"
        ";;0441172717;;;;;5;2024-05-01;yes;;\n"
        ";;;home-2008_a;;;;;2024-05-01;;yes;\n"
        ";;;;dune;1984;;2;2024-05-01;;;\n"
        ";;;;DUNE;2022;;1;2024-05-01;;;x\n"
        ";;;;diary of anais nin;;;;2024-05-02;yes;;\n"
        ";;;;Emma;;;3;2024-05-01;;;\n"
        ";;;;Emma;;movie;3;2024-05-01;;;\n"
        ";;;;Emma;1816;;4;2024-05-01;;;\n"
        ";;;;Emma;1818;;4;2024-05-01;;;\n"
        ";;;;Ran;1985;book;4;2024-05-01;;;\n"
        "1;;;;;;;4;2024-05-01;;;\n"
        ";;;;;;;4;2024-05-01;;;\n"
        "438631;;;;;;;;;;;\n",
    )

    assert report["format"] == "generic"
    assert statuses(report) == [
        (2, "created", RAN),
        (3, "created", AMELIE),
        (4, "created", DUNE_BOOK),
        (5, "created", HOME),
        (6, "created", DUNE_1984),
        (7, "created", DUNE),  # a year beside it
        (8, "created", DIARY),
        (9, "ambiguous", None),  # the film and the book
        (10, "created", EMMA),
        (11, "created", EMMA_BOOK),
        (12, "not_found", None),  # two years off
        (13, "not_found", None),  # of the other type
        (14, "not_found", None),
        (15, "bad", None),
        (16, "matched", DUNE),
    ]
    assert sorted(one["id"] for one in report["rows"][7]["candidates"]) == [EMMA, EMMA_BOOK]
    assert ada.ratings() == [
        (RAN, 4, "rating", MAY_1),
        (DUNE, 1, "rating", MAY_1),
        (DUNE_1984, 2, "rating", MAY_1),
        (AMELIE, 3.5, "rating", MAY_1),
        (EMMA, 3, "rating", MAY_1),
        (EMMA_BOOK, 4, "rating", MAY_1),
        (DUNE_BOOK, 5, "rating", MAY_1),
        (HOME, 4.5, "favorite", MAY_1),
        (DIARY, 3.5, "seen", MAY_2),
    ]
    assert ada.shelf() == [
        {"item_id": DUNE, "opinion": "like", "opinion_at": day(1)},
        {"item_id": DUNE_BOOK, "seen_at": day(1)},
        {"item_id": HOME, "favorite_at": day(1)},
        {"item_id": DIARY, "seen_at": day(2)},
    ]


async def test_the_newer_of_two_ratings_counts_and_the_older_is_already_there(ada: Reader) -> None:
    header = "tmdb_id,rating,date\n"
    await ada.imported(f"{header}11645,3,2024-05-02\n194,3,2024-05-02\n841,3,2024-05-02\n")

    report = await ada.imported(f"{header}11645,5,2024-05-03\n194,5,2024-05-01\n841,3,2024-05-03\n")

    assert statuses(report) == [(2, "updated", RAN), (3, "already_there", AMELIE), (4, "already_there", DUNE_1984)]
    assert ada.ratings() == [
        (RAN, 5, "rating", MAY_3),
        (DUNE_1984, 3, "rating", MAY_2),
        (AMELIE, 3, "rating", MAY_2),
    ]


async def test_a_rating_of_today_outlives_an_import_of_what_was_thought_before_or_is_not_dated(ada: Reader) -> None:
    await ada.asked("POST", "/ratings", json={"item_id": RAN, "rating": 5})
    await ada.asked("POST", "/ratings", json={"item_id": AMELIE, "rating": 1})

    report = await ada.imported("tmdb_id,rating,date\n11645,2,2024-05-02\n194,4,\n")

    assert statuses(report) == [(2, "already_there", RAN), (3, "already_there", AMELIE)]
    assert [rating[:3] for rating in ada.ratings()] == [(RAN, 5, "rating"), (AMELIE, 1, "rating")]


async def test_stars_replace_what_a_like_stood_for_and_a_mark_keeps_its_date(ada: Reader) -> None:
    await ada.imported("tmdb_id,like,date\n11645,yes,2024-05-02\n")

    report = await ada.imported("tmdb_id,like,rating,date\n11645,yes,3,2024-05-01\n11645,yes,,2024-05-03\n")

    assert statuses(report) == [(2, "created", RAN), (3, "already_there", RAN)]
    assert ada.ratings() == [(RAN, 3, "rating", MAY_1)]
    assert ada.shelf() == [{"item_id": RAN, "opinion": "like", "opinion_at": day(2)}]


async def test_a_document_of_our_own_is_found_by_ids_of_sources_and_titles_and_never_by_its_own_ids(
    ada: Reader,
) -> None:
    document = {
        "format": "cinelibre-library",
        "version": 1,
        "ratings": [
            {"item": {"id": RAN, "item_type": "movie", "title": "Dune", "year": 2021}, "rating": 4, "rated_at": day(1)},
            {"item": {"id": RAN, "item_type": "movie"}, "rating": 4, "rated_at": day(1)},
            {"item": {"id": OTHER_HEAT, "item_type": "movie", "title": "Heat"}, "rating": 2, "rated_at": day(1)},
            {"item": {"id": RAN, "isbn13": "9780441172719"}, "rating": 3, "rated_at": day(1)},
        ],
        "shelf": [
            {"item": {"title": "Ran"}, "hidden_at": day(1)},
            {"item": {"title": "Ran"}, "opinion": "adored", "opinion_at": day(1)},
            {"item": {"title": "Ran"}, "opinion": "hide", "opinion_at": day(1)},
            {"item": {"title": "Ran"}, "hidden_at": day(1), "hidden_by": "like"},
            {"item": {"title": "Nowhere"}, "opinion": "adored", "opinion_at": day(1)},
        ],
        "interactions": [
            {"interaction_type": "view", "item": {"title": "Ran"}, "occurred_at": day(1), "fraction": 1e-300},
            {"interaction_type": "trailer", "item": {"title": "Ran"}, "occurred_at": day(1)},
            {"interaction_type": "view", "occurred_at": day(1)},
            {"interaction_type": "search", "occurred_at": day(1), "query": "rain"},
            {"interaction_type": "search", "item": {"title": "Ran"}, "occurred_at": day(1), "query": "rain"},
            {"interaction_type": "view", "item": {"title": "Heat"}, "occurred_at": day(1)},
        ],
    }

    report = await ada.imported(json.dumps(document), "cinelibre-library.json")

    assert report["format"] == "cinelibre"
    assert [(row["file"], row["status"], row.get("item_id"), row.get("reason")) for row in report["rows"]] == [
        ("ratings", "created", DUNE, None),
        ("ratings", "not_found", None, None),
        ("ratings", "created", OTHER_HEAT, None),
        ("ratings", "created", DUNE_BOOK, None),
        ("shelf", "created", RAN, None),
        ("shelf", "bad", RAN, "the type adored is not known here"),
        ("shelf", "bad", RAN, "the type hide marks nothing as opinion"),
        ("shelf", "bad", RAN, "the type like marks nothing as hidden"),
        ("shelf", "not_found", None, None),
        ("interactions", "created", RAN, None),
        ("interactions", "bad", RAN, "the type trailer is not known here"),
        ("interactions", "bad", None, "view needs an item"),
        ("interactions", "created", None, None),
        ("interactions", "bad", RAN, "search takes no item"),
        ("interactions", "ambiguous", None, None),
    ]
    assert ada.ratings() == [
        (RAN, 1, "hide", MAY_1),
        (DUNE, 4, "rating", MAY_1),
        (OTHER_HEAT, 2, "rating", MAY_1),
        (DUNE_BOOK, 3, "rating", MAY_1),
    ]
    assert ada.shelf() == [{"item_id": RAN, "hidden_at": day(1), "hidden_by": "hide"}]
    assert ada.events() == [(RAN, "view", MAY_1), (None, "search", MAY_1)]
