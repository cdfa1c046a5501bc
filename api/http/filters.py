"""The filters of lists and searches, as query parameters; catalogue and search share them."""

from typing import Annotated, Any

from fastapi import Depends, Query
from pydantic import AfterValidator

from api.errors import InvalidInput
from api.schemas import ItemType
from api.sentences import Fault

MAX_NAMES = 20


def names_in(values: list[str]) -> list[str]:
    """Split names that are repeated parameters or separated by commas, and drop empty ones."""
    names = [name.strip() for value in values for name in value.split(",") if name.strip()]
    if len(names) > MAX_NAMES:
        raise ValueError(f"Name {MAX_NAMES} at most.")
    if any(len(name) > 50 or "\x00" in name for name in names):
        raise ValueError("A name has 50 characters at most.")
    return names


def language_codes(values: list[str]) -> list[str]:
    """Return ISO 639 codes in lower case."""
    codes = [name.lower() for name in names_in(values)]
    if any(not code.isascii() or not code.isalpha() or len(code) not in {2, 3} for code in codes):
        raise ValueError("A language is a code of two or three letters, such as ta.")
    return codes


Names = Annotated[list[str], AfterValidator(names_in)]
Codes = Annotated[list[str], AfterValidator(language_codes)]
Year = Annotated[int | None, Query(ge=-3000, le=3000)]
Minutes = Annotated[int | None, Query(ge=1, le=1000, description="Minutes; books have none")]


async def _one_type(
    item_type: Annotated[ItemType | None, Query(description="Only movies, or only books")] = None,
    of_type: Annotated[ItemType | None, Query(alias="type", description="The same as `item_type`")] = None,
) -> ItemType | None:
    if of_type and item_type and of_type != item_type:
        raise InvalidInput.of([Fault("item_type", f"This contradicts type={of_type}; send one of the two.")])
    return item_type or of_type


async def _genres(
    genres: Annotated[Names, Query(description="Any of these, repeated or separated by commas")] = [],  # noqa: B006
    genre: Annotated[Names, Query(description="The same as `genres`")] = [],  # noqa: B006
) -> list[str]:
    return _united("genres", genres, genre)


async def _languages(
    languages: Annotated[Codes, Query(description="ISO 639 codes, repeated or separated by commas")] = [],  # noqa: B006
    language: Annotated[Codes, Query(description="The same as `languages`")] = [],  # noqa: B006
) -> list[str]:
    return _united("languages", languages, language)


def _united(name: str, values: list[str], same: list[str]) -> list[str]:
    """Return everything that was sent under both names of a parameter, each value once."""
    united = list(dict.fromkeys([*values, *same]))
    if len(united) > MAX_NAMES:
        raise InvalidInput.of([Fault(name, f"Name {MAX_NAMES} at most.")])
    return united


# Every address that takes one of these takes it under both of its names.
OfType = Annotated[ItemType | None, Depends(_one_type)]
GenreNames = Annotated[list[str], Depends(_genres)]
LanguageCodes = Annotated[list[str], Depends(_languages)]


async def shared_filters(
    genres: GenreNames, languages: LanguageCodes, year_from: Year = None, year_to: Year = None
) -> dict[str, Any]:
    """Return the filters that lists and searches share, those that are set, under the names that SQL knows.

    Raises `InvalidInput` if the first year is after the last.
    """
    if year_from is not None and year_to is not None and year_from > year_to:
        raise InvalidInput.of([Fault("year_from", f"The year {year_from} is after year_to={year_to}; swap them.")])
    return _those_set(genres=genres, languages=languages, year_from=year_from, year_to=year_to)


SharedFilters = Annotated[dict[str, Any], Depends(shared_filters)]


async def search_filters(
    shared: SharedFilters,
    exclude_genres: Annotated[Names, Query(description="None of these")] = [],  # noqa: B006
    runtime_max: Minutes = None,
) -> dict[str, Any]:
    """Return the filters of a search that are set, under the names that SQL knows."""
    return {**shared, **_those_set(exclude_genres=exclude_genres, runtime_max=runtime_max)}


SearchFilters = Annotated[dict[str, Any], Depends(search_filters)]


def _those_set(**filters: Any) -> dict[str, Any]:
    return {name: value for name, value in filters.items() if value not in (None, [])}
