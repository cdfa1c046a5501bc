"""The personas of `python -m api.jobs evaluate`: who they are, and what is measured of their lists."""

import pytest

from api.jobs.evaluate.movielens_personas import PERSONAS
from api.jobs.evaluate.persona import Kind, Persona
from api.jobs.evaluate.personas import LIKED, ORDERS, NamedMovies, PersonaLists, history_of, row_of
from api.readers.catalogue.movielens import MovieLens
from api.readers.parsing.csv_files import BadRow
from api.settings import ROOT

DATA = ROOT.parent / "shared" / "data"
METADATA = DATA / "tmdb" / "ml_latest_small_tmdb_join.csv"
MOVIES = [
    {"movielens_id": 1, "title": "Unforgiven", "year": 1992, "genres": ["Western"], "language": "en"},
    {"movielens_id": 2, "title": "Tombstone", "year": 1993, "genres": ["Western", "Action"]},
    {"movielens_id": 3, "title": "Notting Hill", "year": 1999, "genres": ["Romance"]},
    {"movielens_id": 4, "title": "Amelie", "year": None, "genres": ["Romance", "Comedy"], "language": "fr"},
]
WEST = Persona(
    "west",
    {"Notting Hill (1999)": 1, "Unforgiven (1992)": 5, "Tombstone (1993)": 4.5},
    (Kind(genres=("Western",)),),
    avoids="Romance",
    opposites=("love",),
)
LOVE = Persona("love", {"Amelie (None)": 5}, (Kind(genres=("Romance",)),), avoids="Western")


def test_a_persona_is_known_where_what_they_rated_is_there_and_what_they_liked_fits() -> None:
    french = Persona(
        "French", {"Amelie (None)": 5, "Unforgiven (1992)": 1}, (Kind(languages=("fr",)),), avoids="Western"
    )
    catalogue = NamedMovies.of(MOVIES)

    assert catalogue.knows(WEST)
    assert catalogue.knows(french)
    assert not catalogue.knows(Persona("gone", {"Heat (1995)": 1}, (), avoids=""))
    assert not NamedMovies.of([{**movie, "language": None} for movie in MOVIES]).knows(french)


def test_a_history_is_as_written_or_shuffled_without_one_that_was_liked() -> None:
    catalogue = NamedMovies.of(MOVIES)

    written, shuffled = (history_of(WEST, catalogue, order) for order in ORDERS)

    assert [(one.movielens_id, one.rating) for one in written] == [(3, 1), (1, 5), (2, 4.5)]
    assert sorted(one.movielens_id for one in shuffled) in ([1, 3], [2, 3])
    assert shuffled == history_of(WEST, catalogue, ORDERS[1])


def test_the_row_of_two_opposite_personas() -> None:
    found = [PersonaLists(WEST, [1, 2, 4], [1, 2], [2, 3]), PersonaLists(LOVE, [3, 4], [4], [])]

    # Two of three and two of two fit: 5/6. 4 is in both lists, of which the longer has three. Of the popular 1 and 3
    # a third and a half: 5/12. Equal stars: 1 of 2 and none. Romance is a third of the first list and half of the
    # catalogue, a western none of the second and half.
    assert row_of(NamedMovies.of(MOVIES), found, [1, 3]) == pytest.approx(
        {
            "personas": 2,
            "fit": 5 / 6,
            "opposites": 1 / 3,
            "popular": 5 / 12,
            "½ and 5, mean": 0.25,
            "½ and 5, each": 0.5,
            "avoided, worst": 1 / 3 - 1 / 2,
        }
    )


def test_there_are_a_dozen_personas_each_with_an_opposite() -> None:
    named = {name for persona in PERSONAS for name in persona.opposites}

    assert len(PERSONAS) == len({persona.name for persona in PERSONAS}) >= 12
    assert named <= {persona.name for persona in PERSONAS}
    assert all(persona.opposites for persona in PERSONAS)
    assert all(5 <= len(persona.ratings) <= 8 and min(persona.ratings.values()) <= 2 for persona in PERSONAS)


@pytest.mark.skipif(not METADATA.exists(), reason=f"needs MovieLens' ml-latest-small and its join with TMDB in {DATA}")
def test_movielens_knows_every_persona_and_none_likes_what_they_avoid() -> None:
    movies = [row for row in MovieLens(DATA / "ml-latest-small", METADATA).movies() if not isinstance(row, BadRow)]
    catalogue = NamedMovies.of(movies)

    for persona in PERSONAS:
        assert catalogue.knows(persona), persona.name
        for title, stars in persona.ratings.items():
            movie = catalogue.traits[catalogue.ids[title]]
            assert (persona.avoids in movie.genres) is (stars < LIKED), (persona.name, title)
