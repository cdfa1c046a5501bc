"""Settings of parts that an instance can do without."""

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings


class OptionalSettings(BaseSettings):
    """Where the sources of the catalogue are; unset, a part stays away and costs nothing."""

    tmdb_token: SecretStr | None = Field(None, description="TMDB's API read access token, for the sync")
    tmdb_api_key: SecretStr | None = Field(None, description="The same as an API key; the token is preferred")
    tmdb_url: str = Field("https://api.themoviedb.org/3", pattern=r"^https?://\S+$", description="Where TMDB answers")
    google_books_api_key: SecretStr | None = Field(
        None, description="Key of Google Books; without one 20 requests a day"
    )
    google_books_daily_budget: int = Field(900, ge=0, description="Requests a day; Google allows 1,000")
    google_books_url: str = Field(
        "https://www.googleapis.com/books/v1", pattern=r"^https?://\S+$", description="Where Google Books answers"
    )
