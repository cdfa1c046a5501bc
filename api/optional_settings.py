"""Settings of parts that an instance can do without."""

from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings

TOPIC = r"^[A-Za-z0-9._-]{1,249}$"  # what Kafka takes


class OptionalSettings(BaseSettings):
    """Where the sources of the catalogue are; unset, a part stays away and costs nothing."""

    redis_url: SecretStr | None = Field(None, description="Redis, for limits and news that several instances share")
    otel_exporter_otlp_endpoint: str | None = Field(
        None,
        pattern=r"^https?://\S+$",
        description="Where traces go: the base address of a collector of OTLP over HTTP",
    )
    database_listen_url: SecretStr | None = Field(
        None, description="A direct connection to PostgreSQL, on which instances tell each other what changed"
    )
    enable_kafka: bool = Field(False, description="Whether this process uses Kafka; jobs for streams need it")
    kafka_bootstrap_servers: str | None = Field(
        None, pattern=r"^[^\s,:/]+:\d+(,[^\s,:/]+:\d+)*$", description="Brokers, as host:port, separated by commas"
    )
    kafka_topic_interactions: str = Field("interaction_events", pattern=TOPIC, description="Topic of interactions")
    kafka_topic_features: str = Field("processed_features", pattern=TOPIC, description="Topic of feature snapshots")
    kafka_topic_feedback: str = Field("model_feedback", pattern=TOPIC, description="Topic of feedback on lists")
    kafka_partitions: int = Field(6, ge=1, le=1000, description="Partitions of topics that are made")
    kafka_security_protocol: Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"] = Field(
        "PLAINTEXT", description="Encryption of and login at the brokers"
    )
    kafka_sasl_mechanism: Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"] = Field(
        "PLAIN", description="How one logs in at the brokers"
    )
    kafka_sasl_username: str | None = Field(None, description="Name at the brokers")
    kafka_sasl_password: SecretStr | None = Field(None, description="Password at the brokers")
    kafka_ssl_ca_file: Path | None = Field(None, description="PEM file of who signs the brokers' certificates")
    kafka_ssl_cert_file: Path | None = Field(None, description="PEM file of this client's certificate")
    kafka_ssl_key_file: Path | None = Field(None, description="PEM file of its key")
    spark_master: str = Field(
        "local[*]",
        pattern=r"^(local(\[(\*|\d+)(,\d+)?\])?|(spark|k8s)://\S+|yarn)$",
        description="Where `train --engine spark` computes",
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
    kafka_topic_foreign: str = Field("foreign_events", pattern=TOPIC, description="Topic of other services' events")
    kafka_topic_dlq: str = Field(
        "interaction_events_dlq", pattern=TOPIC, description="Topic of their events that were refused"
    )
    kafka_group: str = Field("cinelibre", pattern=r"^\S{1,200}$", description="Group of this service's consumers")
    kafka_inbox_days: int = Field(
        90, ge=1, le=3650, description="Days in which an event of another service counts once; more than topics keep it"
    )

    explore_share: float | None = Field(
        None, ge=0, le=1, description="Share of lists that explore; by default all, if the catalogue has 1,000 items"
    )
    explore_position: int = Field(12, ge=1, le=40, description="Where a list explores")
    explore_presets: bool = Field(False, description="Draws the preset of weights for each list, by length of history")
    experiment_recommenders: str = Field(
        "",
        pattern=r"^([a-z0-9][a-z0-9_-]*=([A-Za-z_][\w.]*:[A-Za-z_]\w*|[^,=]+\.onnx)(,|$))*$",
        description="Rankings that experiments may use: name=package.module:function or name=file.onnx, with commas",
    )

    @property
    def named_recommenders(self) -> dict[str, str]:
        """Return `experiment_recommenders` by their names."""
        entries = (entry.partition("=") for entry in self.experiment_recommenders.split(",") if entry)
        return {name: named for name, _, named in entries}

    @field_validator("redis_url")
    @classmethod
    def _a_redis(cls, value: SecretStr | None) -> SecretStr | None:
        parts = urlsplit(value.get_secret_value()) if value else None
        is_named = parts and (parts.path if parts.scheme == "unix" else parts.hostname)
        if parts and not (parts.scheme in {"redis", "rediss", "unix"} and is_named):
            raise ValueError("must be redis://host:6379/0, rediss://user:password@host:6379/0 (TLS) or unix:///path")
        return value
