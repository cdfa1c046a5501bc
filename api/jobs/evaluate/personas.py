"""Measures whether lists follow a person, by what MovieLens' personas are recommended."""

import random
import statistics
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from api.jobs.catalogue_writing import Record
from api.jobs.evaluate.movielens_personas import PERSONAS
from api.jobs.evaluate.persona import Persona, Traits, excess, opposite_pairs, overlap, share_that_fit
from api.jobs.evaluate.scores import table
from api.jobs.evaluate.served import Say, Served, each, weights_of
from api.jobs.evaluate.warm import N_RANKED, ranked_ids
from api.ranking.recommender import recommender_named
from api.readers.catalogue.movielens import MovieLensRating
from api.settings import Settings

LIKED = 4.0
LOWEST, HIGHEST = 0.5, 5.0
ORDERS = ("as written", "shuffled, one left out")
COLUMNS = ("personas", "fit", "opposites", "popular", "½ and 5, mean", "½ and 5, each", "avoided, worst")


class PersonaLists(NamedTuple):
    """What one persona is recommended for their stars, and if they had given everything half a star, or five."""

    persona: Persona
    own: list[int]
    lowest: list[int]
    highest: list[int]


class NamedMovies(NamedTuple):
    """Movies by title and year, as personas name them, and what is known of each."""

    ids: Mapping[str, int]
    traits: Mapping[int, Traits]

    @classmethod
    def of(cls, movies: Sequence[Record]) -> "NamedMovies":
        """Make the catalogue of these records."""
        ids = {f"{movie['title']} ({movie.get('year')})": movie["movielens_id"] for movie in movies}
        traits = {
            movie["movielens_id"]: Traits("movie", movie["genres"], movie.get("language"), movie.get("year"))
            for movie in movies
        }
        return cls(ids, traits)

    def knows(self, persona: Persona) -> bool:
        """Say whether it has what the persona rated, with traits that show that what they like fits them."""
        return all(
            title in self.ids and (stars < LIKED or persona.likes(self.traits[self.ids[title]]))
            for title, stars in persona.ratings.items()
        )


async def evaluate_personas(
    settings: Settings, served: Served, catalogue: NamedMovies, most_rated: Sequence[int], say: Say
) -> dict[str, dict[str, Any]]:
    """Measure every persona that the catalogue knows, twice; print the table."""
    personas = [persona for persona in PERSONAS if catalogue.knows(persona)]
    rows = {}
    for order in ORDERS if personas else ():
        asked = [(persona, history_of(persona, catalogue, order)) for persona in personas]
        found = await each(asked, lambda one: _lists(settings, served, *one))
        rows[order] = row_of(catalogue, found, most_rated[:N_RANKED])
    if rows:
        say("\n".join(table("personas, the first 20", rows, COLUMNS)))
    return rows


def history_of(persona: Persona, catalogue: NamedMovies, order: str) -> list[MovieLensRating]:
    """Return a persona's ratings, oldest first: as written, or shuffled and without one of the liked ones."""
    ratings = [MovieLensRating(0, catalogue.ids[title], stars, 0, 0) for title, stars in persona.ratings.items()]
    if order == ORDERS[0]:
        return ratings
    chance = random.Random(persona.name)  # noqa: S311  an order, not a secret
    ratings.remove(chance.choice([one for one in ratings if one.rating >= LIKED]))
    return chance.sample(ratings, len(ratings))


async def _lists(settings: Settings, served: Served, persona: Persona, history: list[MovieLensRating]) -> PersonaLists:
    async def shown(ratings: list[MovieLensRating]) -> list[int]:
        found = await served.session_material(ratings, settings.blend)
        weights = weights_of(found, len(ratings), settings.blend)
        return ranked_ids(found, weights, settings.diversity, recommender_named(settings.recommender))

    lowest, highest = ([one._replace(rating=stars) for one in history] for stars in (LOWEST, HIGHEST))
    return PersonaLists(persona, await shown(history), await shown(lowest), await shown(highest))


def row_of(catalogue: NamedMovies, found: Sequence[PersonaLists], popular: Sequence[int]) -> dict[str, Any]:
    """Return all measures of these lists."""
    shown = {one.persona.name: [catalogue.traits[item_id] for item_id in one.own] for one in found}
    own, everything = {one.persona.name: one.own for one in found}, list(catalogue.traits.values())
    signs = [overlap(one.lowest, one.highest) for one in found]
    pairs = opposite_pairs([one.persona for one in found])
    return {
        "personas": len(found),
        "fit": statistics.fmean(share_that_fit(one.persona, shown[one.persona.name]) for one in found),
        "opposites": statistics.fmean([overlap(own[one], own[other]) for one, other in pairs] or [0.0]),
        "popular": statistics.fmean(overlap(one.own, popular) for one in found),
        "½ and 5, mean": statistics.fmean(signs),
        "½ and 5, each": max(signs),
        "avoided, worst": max(excess(one.persona.avoids, shown[one.persona.name], everything) for one in found),
    }
