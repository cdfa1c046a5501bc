"""GET /, /settings, /health and its parts, /metrics, /model/info."""

import hmac
import time
from typing import Annotated, Any

from fastapi import Depends, Request, Response
from fastapi.responses import RedirectResponse
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from api.chores.ages import stale_jobs
from api.errors import Unauthorized
from api.health.schemas import DatabaseHealth, Health, Live, ModelInfo, PublicSettings, Ready, ReloadedModels, Welcome
from api.health.scrape import Scrape, describe_process
from api.health.service import database_health, degradations, replica_trouble
from api.http.client import PATH as CLIENT
from api.http.deps import SAME_FOR_ALL, CurrentSettings, Db, Embedding, Me
from api.http.features import feature
from api.ranking.recommender import recommender_named

router = feature("health")

MetricsBearer = Annotated[
    HTTPAuthorizationCredentials | None,
    Depends(HTTPBearer(auto_error=False, scheme_name="MetricsToken", description="METRICS_TOKEN")),
]


@router.head("/", include_in_schema=False)
@router.get("/", response_model=Welcome)
async def welcome(request: Request, response: Response) -> Any:
    """The service's name and version, and the address of its documentation; browsers are sent to the web client."""
    prefix = request.scope.get("root_path", "")
    if "text/html" in request.headers.get("accept", ""):
        return RedirectResponse(f"{prefix}{CLIENT}/", headers={"Vary": "Accept"})
    response.headers["Vary"] = "Accept"
    return {"version": request.app.version, "documentation": f"{prefix}/docs"}


@router.get("/settings", response_model=PublicSettings, dependencies=[SAME_FOR_ALL])
async def get_public_settings(request: Request, settings: CurrentSettings) -> Any:
    """What a client must know before anybody logs in: how long passwords are, whether one can register."""
    return {
        "version": request.app.version,
        "site_name": settings.site_name,
        "password_login": settings.password_login,
        "registration": settings.password_login,
        "issuer": settings.auth_issuer,
        "password_min_length": settings.password_min_length,
        "mail": settings.smtp_url is not None,
        "batch_size": settings.recommendations_per_request,
    }


@router.head("/health/live", include_in_schema=False)
@router.get("/health/live", response_model=Live)
async def live() -> Any:
    """Says that the process answers; asks neither the database nor the model. For a platform's checks."""
    return {}


@router.head("/health/ready", include_in_schema=False)
@router.get("/health/ready", response_model=Ready)
async def get_readiness(request: Request, db: Db, embedder: Embedding, settings: CurrentSettings) -> Any:
    """Says that the database answers; `degraded` names what does not work. 503 while the database is away."""
    found = await degradations(
        await db.one("get_readiness"),
        embedder,
        request.app.state.release_sha256,
        recommender_named(settings.recommender),
    )
    found |= replica_trouble(await db.describe_replica())
    return {"status": "degraded" if found else "ok", "degraded": found}


@router.get("/health/db", response_model=DatabaseHealth)
async def database(db: Db) -> Any:
    """What the database says of itself: versions, sizes, counts, the newest run of each job, and the time of the round
    trip.
    """
    return await database_health(db)


@router.get("/health", response_model=Health)
async def health(request: Request, db: Db, embedder: Embedding, settings: CurrentSettings) -> Any:
    """The whole state in one answer; `degraded` also names jobs that have not succeeded for too long."""
    answered = await database_health(db)
    found = await degradations(
        answered, embedder, request.app.state.release_sha256, recommender_named(settings.recommender)
    )
    found |= stale_jobs(answered["jobs"]) | replica_trouble(answered["replica"])
    return {
        "status": "degraded" if found else "ok",
        "degraded": found,
        "version": request.app.version,
        "uptime_seconds": round(time.monotonic() - request.app.state.started_at, 1),
        "model_loaded": embedder.is_loaded,
        "database": answered,
    }


@router.get("/model/info", response_model=ModelInfo)
async def get_models(request: Request, db: Db) -> Any:
    """The embedding model, without loading it, the trained models that recommendations use, and your own rankings."""
    return await request.app.state.models.describe(await db.rows("get_models"))


@router.post("/model/reload", response_model=ReloadedModels)
async def reload_models(request: Request, me: Me) -> Any:
    """Load the embedding model and your own rankings anew if their files changed; tells the models before and after.

    RECOMMENDER and EXPERIMENT_RECOMMENDERS name rankings.
    Trained models and weights are read at every list, so a training counts at once. For admins.
    """
    return await request.app.state.models.reload(await me.rows("get_models_as_admin"))


@router.get("/metrics", response_class=Response, responses={200: {"content": {"text/plain": {}}}})
async def get_metrics(request: Request, db: Db, settings: CurrentSettings, bearer: MetricsBearer) -> Response:
    """What the process counted and what the database says, in Prometheus' text format; needs METRICS_TOKEN.

    The database is asked every 15 seconds at most. If it is away, `cinelibre_database_up` is 0.
    """
    expected = settings.metrics_token.get_secret_value() if settings.metrics_token else None
    given = bearer.credentials if bearer else ""
    if expected is None or not hmac.compare_digest(given.encode(), expected.encode()):
        raise Unauthorized("Send METRICS_TOKEN as a bearer token. If that setting is empty, /metrics is closed.")
    state = request.app.state
    facts = await state.facts.newest(db)
    scrape = Scrape(state.metrics, describe_process(state, request.app.version), facts)
    return Response(generate_latest(scrape), media_type=CONTENT_TYPE_LATEST)
