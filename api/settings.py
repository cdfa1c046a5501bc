"""Everything that can be set from outside, read once and passed down."""

import os
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import SettingsConfigDict

from api.errors import Misconfigured
from api.optional_settings import OptionalSettings

ROOT = Path(__file__).resolve().parent.parent
SHIPPED_MODEL = "all-MiniLM-L6-v2-int8"
# Tests set it for the processes that they start, which must never touch the database of somebody's `.env`.
IGNORES_ENV_FILES = bool(os.environ.get("CINELIBRE_IGNORES_ENV_FILES"))


class Settings(OptionalSettings):
    """Settings from the environment, then from `.env` in the root or in `api/`; empty values count as unset."""

    model_config = SettingsConfigDict(
        env_file=None if IGNORES_ENV_FILES else (ROOT / "api" / ".env", ROOT / ".env"),
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
    )

    supabase_url: str | None = Field(None, pattern=r"^https?://\S+$", description="Address of the Supabase project")
    supabase_key: SecretStr | None = Field(None, description="Service key of the Supabase project")
    database_url: SecretStr | None = Field(None, description="PostgreSQL connection string")
    database_pool_size: int = Field(10, ge=1, le=200, description="The most connections to the database")
    database_limit_mb: int | None = Field(None, ge=1, description="Megabytes the database may have, for the doctor")
    data_dir: Path = Field(ROOT / ".cinelibre", description="Where the embedded database lives")
    jwt_secret_key: SecretStr | None = Field(None, description="Secret that signs the tokens; at least 32 bytes")
    jwt_expires_days: int = Field(7, ge=1, le=365, description="Days that a token is valid")
    login_max_days: int = Field(90, ge=1, le=3650, description="Days after a login in which it can be renewed")
    password_login: bool = Field(True, description="Whether accounts register and log in here, with a password")
    password_min_length: int = Field(8, ge=6, le=128, description="Shortest password; 6 on a laptop")
    allow_common_passwords: bool = Field(False, description="Allows even the most common passwords; true on a laptop")
    login_attempts_per_minute: int = Field(
        10, ge=1, le=10_000, description="Logins and registrations of one e-mail, from one address"
    )
    address_attempts_per_minute: int = Field(30, ge=1, le=100_000, description="The same, from one address")
    requests_per_minute: int = Field(
        300, ge=0, le=1_000_000, description="Requests of one reader; of an address without tokens three times that"
    )
    searches_per_minute: int = Field(30, ge=0, le=1_000_000, description="Searches, counted likewise; 0: any number")
    smtp_url: SecretStr | None = Field(None, description="Server that mails codes for new passwords")
    mail_from: str | None = Field(None, pattern=r"^[^\s@<>]+@[^\s@<>]+$", description="Sender of these mails")
    site_name: str = Field(
        "CineLibre", pattern=r"^[^\x00-\x1f\x7f]{1,60}$", description="Name of this site in these mails"
    )
    trusted_proxies: str = Field("", description="Addresses of proxies whose X-Forwarded-For is trusted")
    cache_size: int = Field(40, ge=1, le=200, description="Items of a stored list of recommendations")
    recommendations_per_request: int = Field(20, ge=1, le=40, description="Items that a list answers at once")
    carousel_ttl_seconds: int = Field(
        600, ge=0, le=86_400, description="Seconds the rows of a front page stay the same; 0: new at each visit"
    )
    blend: Literal["trained", "tuned", "classic"] = Field(
        "trained", description="Weights of the sources of recommendations"
    )
    recommender: str | None = Field(
        None,
        pattern=r"^([A-Za-z_][\w.]*:[A-Za-z_]\w*|.+\.onnx)$",
        description="A ranking of your own: package.module:function, or an ONNX file",
    )
    diversity: float = Field(0.15, ge=0, le=1, description="How much variety counts beside the score; 0: not at all")
    match_threshold: float = Field(0.8, ge=0.6, le=1, description="Least score of people of similar taste")
    host: str = Field("127.0.0.1", description="Address to listen on, without gunicorn")
    port: int = Field(8000, ge=1, le=65535, description="Port to listen on")
    api_prefix: str = Field("", pattern=r"^(/[A-Za-z0-9._~-]+)*$", description="Moves all routes, e.g. /api/v1")
    seed_paths: bool = Field(
        False, description="Adds aliases at the addresses that other descriptions of such a service print"
    )
    auth_jwks_url: str | None = Field(None, description="Where the public keys of another issuer of tokens are")
    auth_issuer: str | None = Field(None, pattern=r"^[!-~]{1,500}$", description="`iss` of that issuer's tokens")
    auth_audience: str | None = Field(None, pattern=r"^[!-~]{1,500}$", description="`aud` of that issuer's tokens")
    cors_origins: str = Field("", description="Origins from which browsers may call, separated by commas")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", description="Lowest level to log")
    metrics_token: SecretStr | None = Field(None, description="Bearer token for /metrics; none: closed")
    embedding_model: str = Field(SHIPPED_MODEL, description="A FastEmbed model; the default is shipped")
    embedding_cache_dir: Path | None = Field(None, description="Where FastEmbed keeps other models")
    embedding_threads: int | None = Field(
        None, ge=1, le=64, description="Texts embedded at once; by default one in the service, in jobs one a core"
    )
    interaction_retention_days: int = Field(365, ge=1, le=36_500, description="Days that interactions are kept")
    enable_background_jobs: bool = Field(False, description="An always-on instance keeps its database in order")
    warm_up: bool = Field(False, description="Load the embedding model right after start")

    @field_validator("log_level", mode="before")
    @classmethod
    def _upper_case(cls, value: Any) -> Any:
        return value.upper() if isinstance(value, str) else value

    @field_validator("jwt_secret_key")
    @classmethod
    def _long_enough(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and len(value.get_secret_value().encode()) < 32:
            raise ValueError(
                "must have 32 bytes or more, e.g. from `python -c 'import secrets; print(secrets.token_urlsafe(32))'`"
            )
        return value

    @field_validator("smtp_url")
    @classmethod
    def _a_mail_server(cls, value: SecretStr | None) -> SecretStr | None:
        parts = urlsplit(value.get_secret_value()) if value else None
        if parts and (parts.scheme not in {"smtp", "smtps"} or not parts.hostname):
            raise ValueError("must be smtps://user:password@host or smtp://user:password@host:587")
        return value

    @field_validator("auth_jwks_url")
    @classmethod
    def _a_safe_address(cls, value: str | None) -> str | None:
        parts = urlsplit(value or "")
        is_here = parts.scheme == "http" and parts.hostname in {"localhost", "127.0.0.1", "::1"}
        if value is not None and not (parts.hostname and (parts.scheme == "https" or is_here)):
            raise ValueError("must begin with https://: whoever changes the keys on their way can log in as anybody")
        return value

    @model_validator(mode="after")
    def _an_issuer_as_a_whole(self) -> "Settings":
        named = [self.auth_jwks_url, self.auth_issuer, self.auth_audience]
        if any(named) and not all(named):
            raise ValueError("AUTH_JWKS_URL, AUTH_ISSUER and AUTH_AUDIENCE must be set together")
        if not self.password_login and not any(named):
            raise ValueError("PASSWORD_LOGIN=false leaves no way in: set AUTH_JWKS_URL, AUTH_ISSUER and AUTH_AUDIENCE")
        return self

    @model_validator(mode="after")
    def _both_or_neither(self) -> "Settings":
        if self.seed_paths and self.api_prefix:
            raise ValueError("SEED_PATHS serves /api/v1 beside /: leave API_PREFIX empty")
        if (self.supabase_url is None) != (self.supabase_key is None):
            raise ValueError("SUPABASE_URL and SUPABASE_KEY must be set together")
        if self.database_read_url is not None and (self.supabase_url is not None or self.database_url is None):
            raise ValueError(
                "DATABASE_READ_URL is a replica of DATABASE_URL and needs it, without SUPABASE_URL:"
                " Supabase shares requests among replicas of its own"
            )
        return self

    @property
    def has_database(self) -> bool:
        """Say whether a database is configured; without one only the laptop mode starts."""
        return self.supabase_url is not None or self.database_url is not None

    @property
    def jwt_secret(self) -> str:
        """Return the secret that signs tokens. Raises `Misconfigured` without one."""
        if self.jwt_secret_key is None:
            raise Misconfigured("JWT_SECRET_KEY is not set: nobody can log in.")
        return self.jwt_secret_key.get_secret_value()

    @property
    def allowed_origins(self) -> list[str]:
        """Return `cors_origins` as a list."""
        return [origin.strip().rstrip("/") for origin in self.cors_origins.split(",") if origin.strip()]


def read_settings(**given: Any) -> Settings:
    """Read the settings of this process. Raises `Misconfigured` with a sentence that names the setting."""
    try:
        return Settings(**given)
    except ValidationError as error:
        raise Misconfigured(" ".join(_sentence(problem) for problem in error.errors())) from None


def _sentence(problem: Any) -> str:
    name = "_".join(str(part) for part in problem["loc"]).upper()
    message = problem["msg"].removeprefix("Value error, ")
    return f"{name}: {message}." if name else f"{message}."


def require_production(settings: Settings) -> None:
    """Refuse to serve the world with a default: raises `Misconfigured` if a database or a secret is missing."""
    if not settings.has_database:
        raise Misconfigured(
            "No database is configured: set SUPABASE_URL and SUPABASE_KEY, or DATABASE_URL;"
            " to try it on a laptop run `python -m api`."
        )
    if settings.jwt_secret_key is None:
        raise Misconfigured(
            "JWT_SECRET_KEY is not set: make one with"
            " `python -c 'import secrets; print(secrets.token_urlsafe(32))'` and set it."
        )
