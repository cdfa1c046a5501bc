"""What a list or a search may be narrowed by, as query parameters; catalogue and search share it."""

from typing import Annotated, Any

from fastapi import Query
from pydantic import AfterValidator

from api.errors import InvalidInput

MAX_NAMES = 20


def names_in(values: list[str]) -> list[str]:
    """Names given as repeated parameters or separated by commas, without the empty ones."""
    names = [name.strip() for value in values for name in value.split(",") if name.strip()]
    if len(names) > MAX_NAMES:
        raise ValueError(f"at most {MAX_NAMES} at once")
    if any(len(name) > 50 or "\x00" in name for name in names):
        raise ValueError("a name has at most 50 characters")
    return names


def language_codes(values: list[str]) -> list[str]:
    """ISO 639 codes, in lower case."""
    codes = [name.lower() for name in names_in(values)]
    if any(not code.isascii() or not code.isalpha() or len(code) not in {2, 3} for code in codes):
        raise ValueError("codes of two or three letters, e.g. ta")
    return codes


def year_range(year_from: int | None, year_to: int | None) -> dict[str, int | None]:
    """Both ends by name; raises `InvalidInput` when they are the wrong way round."""
    if year_from is not None and year_to is not None and year_from > year_to:
        raise InvalidInput(f"year_from: {year_from} is after year_to={year_to}; swap them.", slug="invalid_input")
    return {"year_from": year_from, "year_to": year_to}


Names = Annotated[list[str], AfterValidator(names_in)]
Languages = Annotated[
    list[str], AfterValidator(language_codes), Query(description="ISO 639 codes, repeated or separated by commas")
]
Year = Annotated[int | None, Query(ge=-3000, le=3000)]
Minutes = Annotated[int | None, Query(ge=1, le=1000, description="Minutes; books have none")]


def search_filters(
    genres: Annotated[Names, Query(description="Any of these, repeated or separated by commas")] = [],  # noqa: B006
    exclude_genres: Annotated[Names, Query(description="None of these")] = [],  # noqa: B006
    languages: Languages = [],  # noqa: B006
    year_from: Year = None,
    year_to: Year = None,
    runtime_max: Minutes = None,
) -> dict[str, Any]:
    """The filters of a search that demand something, by the names SQL knows."""
    filters = {
        "genres": genres,
        "exclude_genres": exclude_genres,
        "languages": languages,
        "runtime_max": runtime_max,
        **year_range(year_from, year_to),
    }
    return {name: value for name, value in filters.items() if value not in (None, [])}
