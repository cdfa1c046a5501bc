"""Settings of parts that an instance can do without."""

from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings


class OptionalSettings(BaseSettings):
    """Where the sources of the catalogue are; unset, a part stays away and costs nothing."""

    redis_url: SecretStr | None = Field(None, description="Redis, for limits that several instances share")
    otel_exporter_otlp_endpoint: str | None = Field(
        None,
        pattern=r"^https?://\S+$",
        description="Where traces go: the base address of a collector of OTLP over HTTP",
    )
    database_listen_url: SecretStr | None = Field(
        None, description="A direct connection to PostgreSQL, on which instances tell each other what changed"
    )
    tmdb_token: SecretStr | None = Field(None, description="TMDB's API read access token, for the sync")
    tmdb_api_key: SecretStr | None = Field(None, description="The same as an API key; the token is preferred")
    tmdb_url: str = Field("https://api.themoviedb.org/3", pattern=r"^https?://\S+$", description="Where TMDB answers")
    database_read_url: SecretStr | None = Field(None, description="A replica of DATABASE_URL, for what only reads")
    database_read_lag_seconds: float = Field(
        0, ge=0, le=60, description="Seconds that other readers' writes may be missing from its answers; 0: none"
    )
    google_books_api_key: SecretStr | None = Field(
        None, description="Key of Google Books; without one 20 requests a day"
    )
    google_books_daily_budget: int = Field(900, ge=0, description="Requests a day; Google allows 1,000")
    google_books_url: str = Field(
        "https://www.googleapis.com/books/v1", pattern=r"^https?://\S+$", description="Where Google Books answers"
    )
    kafka_inbox_days: int = Field(
        90, ge=1, le=3650, description="Days in which an event of another service counts once; more than topics keep it"
    )

    @field_validator("redis_url")
    @classmethod
    def _a_redis(cls, value: SecretStr | None) -> SecretStr | None:
        parts = urlsplit(value.get_secret_value()) if value else None
        is_named = parts and (parts.path if parts.scheme == "unix" else parts.hostname)
        if parts and not (parts.scheme in {"redis", "rediss", "unix"} and is_named):
            raise ValueError("must be redis://host:6379/0, rediss://user:password@host:6379/0 (TLS) or unix:///path")
        return value
