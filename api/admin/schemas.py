"""What an admin is answered of the service: the doctor's findings, jobs, counts and models."""

import datetime as dt
from datetime import datetime
from typing import Any, Literal

from pydantic import Field

from api.schemas import Answer

Outcome = Literal["done", "failed", "stopped", "lost", "under way"]
# Those of `api.chores`, which may run inside the service.
ChoreName = Literal[
    "refresh-neighbors", "refresh-cosine", "refresh-ease", "refresh-statistics", "refresh-exploring", "cleanup",
    "experiment-measure",
]  # fmt: skip


class DoctorsFinding(Answer):
    """One sentence about one thing. For a warning or a problem it says what is wrong and what to do."""

    check: str = Field(examples=["schema"])
    state: Literal["ok", "warning", "problem"]
    sentence: str


class Diagnosis(Answer):
    """What `python -m api.jobs doctor` says, but for what only that job tries: mail, the model's vectors, addresses."""

    findings: list[DoctorsFinding]


class PastRun(Answer):
    """A run of a job."""

    started_at: datetime
    seconds: float
    outcome: Outcome
    counts: dict[str, Any]


class JobState(Answer):
    """A job, its newest run, and how it is started. All of the run is null if the job never ran."""

    job_name: str
    command: str = Field(description="The command that runs it", examples=["python -m api.jobs train"])
    can_start: bool = Field(description="Whether `POST /admin/jobs/{job_name}/runs` starts it inside the service")
    stale: str | None = Field(description="A sentence if the job has not succeeded for too long")
    started_at: datetime | None
    ended_at: datetime | None
    outcome: Outcome | None
    seconds: float | None = Field(description="From its start to its end, or to its last sign of life")
    idle_seconds: float | None = Field(description="Since the job last succeeded, or since its first run")
    holder: str | None = Field(description="The machine and the process of the newest run")
    counts: dict[str, Any]
    n_errors: int
    errors: list[str] = Field(description="The first errors of the newest run")
    runs: list[PastRun] = Field(description="The newest runs, newest first")


class Jobs(Answer):
    """All jobs that ran, and those that should."""

    jobs: list[JobState]


class StartedChore(Answer):
    """A chore has its lease and is under way."""

    job_name: str
    outcome: Literal["under way"] = "under way"


class Totals(Answer):
    """How much there is."""

    n_movies: int
    n_books: int
    n_accounts: int = Field(description="Accounts with the role user")
    n_raters: int = Field(description="Whoever rated, with an account or without one")
    n_without_account: int = Field(description="Raters who came with imported ratings, or with the demo")
    n_ratings: int = Field(description="Star ratings")
    n_simulated: int = Field(description="Those of the demo's simulated raters among them")


class GrowthDay(Answer):
    """What came on a day."""

    day: dt.date = Field(description="In UTC")
    n_items: int
    n_accounts: int
    n_ratings: int
    n_raters: int = Field(description="Who rated on that day")


class Growth(Answer):
    """How much there is, and how much came on each of the last days, today first."""

    totals: Totals
    days: list[GrowthDay]


class ListDay(Answer):
    """The lists of a day that are still kept."""

    day: dt.date = Field(description="In UTC")
    n_lists: int
    n_front_pages: int
    n_readers: int


class SourceDay(Answer):
    """What was shown on a day because of one source."""

    day: dt.date
    source: str = Field(description="The source that contributed most; `unknown` if none did")
    n_shown: int
    n_clicked: int
    n_helpful: int
    n_not_for_me: int


class PlaceBand(Answer):
    """What was shown from one place of lists to the next band."""

    place: int = Field(description="The first place of the band")
    n_shown: int
    n_clicked: int


class ListCounts(Answer):
    """How many lists were made, and what became of what was shown."""

    days: list[ListDay] = Field(description="Lists are kept for a week at most")
    sources: list[SourceDay] = Field(description="By day and source, newest first")
    places: list[PlaceBand]


class ModelVersion(Answer):
    """A model that the database keeps."""

    kind: Literal["embedding", "ease", "cosine", "phi", "factors"]
    name: str
    is_active: bool
    made_at: datetime
    metrics: dict[str, Any]
    weights: dict[str, dict[str, float]] | None


class Evaluation(Answer):
    """What `python -m api.jobs evaluate` measured."""

    measured_at: datetime
    measures: dict[str, Any] = Field(description="By protocol and system")
    versions: dict[str, Any] = Field(description="Release, embedding model, blend and recommender")


class ModelVersions(Answer):
    """The models, those in use first, and the newest evaluations."""

    models: list[ModelVersion]
    evaluations: list[Evaluation]
