"""The answers about the state of the service."""

from datetime import datetime
from typing import Any, Literal

from pydantic import Field

from api.schemas import Answer


class Welcome(Answer):
    """The service's name, version and documentation."""

    name: str = "CineLibre"
    version: str
    status: Literal["ok"] = "ok"
    documentation: str


class PublicSettings(Answer):
    """What a client must know of this service before anybody logs in."""

    version: str
    site_name: str
    password_login: bool = Field(description="Whether accounts log in here with an e-mail and a password")
    registration: bool = Field(description="Whether anybody may make an account here")
    issuer: str | None = Field(description="Another issuer whose tokens count; null if there is none")
    password_min_length: int
    mail: bool = Field(description="Whether codes for new passwords are mailed; else the operator reads them out")
    batch_size: int = Field(description="How many recommendations a list answers at once")


class Live(Answer):
    """Says that the process answers."""

    status: Literal["ok"] = "ok"


class Ready(Answer):
    """Whether requests can be served; `degraded` names what does not work, each with a sentence."""

    status: Literal["ok", "degraded"]
    degraded: dict[str, str] = {}


class JobRun(Answer):
    """The newest run of a job. The texts of its errors stay with the operator, because they can contain titles."""

    job_name: str
    started_at: datetime
    ended_at: datetime | None
    outcome: Literal["done", "failed", "stopped", "lost", "under way"]
    seconds: float = Field(description="From its start to its end, or to its last sign of life")
    counts: dict[str, Any]
    n_errors: int
    idle_seconds: float = Field(description="Since the job last succeeded, or since its first run if it never did")


class ReplicaHealth(Answer):
    """Whether the replica at DATABASE_READ_URL answers reads."""

    serves: bool = Field(description="Whether reads go there now; it is looked at from the first read on")
    problem: str | None = Field(description="Why it cannot answer, if it cannot")
    lag_seconds: float | None = Field(
        description="At most how far it is behind; null if it does not answer or has replayed nothing yet"
    )
    n_reads: dict[Literal["answered", "behind", "repeated", "rests"], int] = Field(
        description="Reads since the start: it answered; it lacked something; it failed or refused; it was not asked."
        " The primary answered all but the first"
    )


class DatabaseHealth(Answer):
    """What the database says of itself."""

    ms: float = Field(description="Milliseconds of this round trip")
    release_sha256: str | None
    embedding_model: str | None
    has_items: bool
    server_version: str
    vector_version: str | None
    is_read_only: bool
    database_bytes: int
    n_movies: int
    n_books: int
    n_embedded: int
    n_migrations: int
    jobs: list[JobRun] = Field(description="The newest run of each job")
    replica: ReplicaHealth | None = Field(description="The replica; null if none is configured")


class Health(Ready):
    """The whole state of the service."""

    version: str
    uptime_seconds: float
    model_loaded: bool
    database: DatabaseHealth


class RankingModel(Answer):
    """A trained model of which items go together, or of the factors of items."""

    kind: Literal["ease", "cosine", "phi", "factors"]
    name: str
    trained_at: datetime
    metrics: dict[str, Any] = Field(
        description="What it was trained on and its measured quality; `weights`: nDCG@10 of the chosen weights, by band"
    )
    weights: dict[str, dict[str, float]] | None = Field(
        None, description="The sources' weights by the least number of ratings; null means the shipped weights"
    )


class ModelInfo(Answer):
    """The embedding model, whether it is in memory, and the trained models in use."""

    ranking: list[RankingModel]

    name: str
    version: str | None = Field(
        None, description="The first digits of the sha256 of its files; null while a model of the hub is not loaded"
    )
    dimension: int
    is_shipped: bool
    is_loaded: bool
    problem: str | None = Field(None, description="Why the model cannot be loaded, if it cannot")
    recommender: str | None = Field(None, description="What RECOMMENDER names: a ranking of the operator's own")
    recommender_problem: str | None = Field(None, description="Why it cannot be used, if it cannot")
    experiment_recommenders: dict[str, str | None] = Field(
        {}, description="The names of EXPERIMENT_RECOMMENDERS, each with why it cannot be used, or null"
    )


class ReloadedModels(Answer):
    """The models before and after they were loaded anew. What cannot be loaded stays; its `problem` says why."""

    before: ModelInfo | None = Field(description="As this process last saw them; null if it never could")
    after: ModelInfo
    embedding_reloaded: bool = Field(description="Whether the embedding model's files had changed")
