"""Puts the application together: the middleware, the routes, and what lives as long as the process."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import Depends, FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from api.admin.experiments import router as experiments
from api.admin.routes import router as admin
from api.auth.mail import Mailer
from api.auth.routes import router as accounts
from api.catalogue.routes import router as catalogue
from api.chores.by_hand import ChoresByHand
from api.chores.neighbors import NeighborRefresher
from api.chores.scheduler import background_jobs
from api.db import Database, open_served
from api.db.measured import MeasuredDatabase
from api.embedding import Embedder
from api.errors import CineLibreError
from api.feedback.routes import router as feedback
from api.groups.routes import router as groups
from api.health.facts import DatabaseFacts
from api.health.routes import router as health
from api.health.service import Models
from api.http.admission import Admission, Slots
from api.http.bodies import Bodies
from api.http.caching import Compression, Revalidation
from api.http.client import PATH, Client, redirect_to_client
from api.http.documentation import router as documentation
from api.http.features import ERRORS, RULES
from api.http.middleware import Surroundings
from api.http.openapi import DESCRIPTION, TAGS, DocumentedAPI
from api.http.pace import limits_of
from api.http.refusals import refuse, refuse_http, refuse_input
from api.http.tokens import Tokens
from api.http.tracing import NO_TELEMETRY, open_tracing
from api.influences.routes import router as influences
from api.insights.routes import router as insights
from api.interactions.routes import router as interactions
from api.interactions.shelf_routes import router as shelf
from api.library.imports import Exports, Imports
from api.library.routes import router as library
from api.live.routes import router as live
from api.logs import configure_logs, log_event
from api.matches.routes import router as matches
from api.metrics import Metrics
from api.onboarding.routes import router as onboarding
from api.predictions.routes import router as predictions
from api.push.buses import choose_bus
from api.push.hub import open_hub
from api.ranking.ranked import MOVED
from api.ratings.routes import router as ratings
from api.recommendations.routes import router as recommendations
from api.reviews.note_routes import router as notes
from api.reviews.routes import router as reviews
from api.search.routes import router as search
from api.security.passwords import Passwords
from api.settings import Settings, read_settings, require_production
from api.shared.store import open_store
from api.ship.sql_tree import read_sql_tree

log = logging.getLogger(__name__)

VERSION = "0.1.0"
FEATURES = (
    recommendations,
    search,
    catalogue,
    accounts,
    ratings,
    predictions,
    onboarding,
    interactions,
    shelf,
    influences,
    notes,
    reviews,
    feedback,
    insights,
    matches,
    library,
    groups,
    live,
    health,
    admin,
    experiments,
    documentation,
)


def create_app(settings: Settings | None = None) -> FastAPI:
    """Make the application. It reads and opens nothing until it starts; without `settings` it reads them then."""
    app = DocumentedAPI(
        title="CineLibre",
        version=VERSION,
        description=DESCRIPTION,
        openapi_tags=TAGS,
        lifespan=lambda app: _serving(app, settings or _read_production()),
        routes=[route for router in FEATURES for route in router.routes],
        docs_url=None,  # api/http/documentation.py serves its own, because these load from other hosts
        redoc_url=None,
        telemetry=NO_TELEMETRY,
        redirect_slashes=False,  # a redirect would lead to whatever Host the request named
    )
    _furnish(app)
    return app


def _read_production() -> Settings:
    settings = read_settings()
    require_production(settings)
    configure_logs(settings.log_level)
    return settings


@asynccontextmanager
async def _serving(app: FastAPI, settings: Settings) -> AsyncIterator[None]:
    """Open what the routes need, and close it at the end."""
    embedder, passwords, mailer = Embedder(settings), Passwords(settings), Mailer(settings)
    app.state.embedder, app.state.passwords, app.state.mailer = embedder, passwords, mailer
    app.state.imports, app.state.exports = Imports(), Exports()
    try:
        async with _reaching_out(app, settings) as db:
            hub = app.state.hub = open_hub(db, MOVED, choose_bus(settings, db))
            refresher = app.state.refresher = NeighborRefresher(db, tell=hub.changed)
            by_hand = app.state.chores_by_hand = ChoresByHand(db, settings, lambda: app.state.slots.is_queuing)
            models = app.state.models = Models(embedder, settings)
            tokens = app.state.tokens = Tokens(settings, db)
            app.state.release_sha256 = read_sql_tree().release_sha256
            app.state.started_at, app.state.facts = time.monotonic(), DatabaseFacts()
            _add_seed_paths(app, settings)
            starting = [asyncio.create_task(models.remember(db))]
            starting += [asyncio.create_task(embedder.warm_up())] if settings.warm_up else []
            log_event(log, "service_started", version=VERSION, database=app.state.wire)
            yield
            await hub.close()
            await asyncio.gather(*starting, refresher.close(), by_hand.close(), tokens.close(), app.state.facts.close())
            log_event(log, "service_stopped")
    finally:
        for kept in (embedder, passwords, mailer):
            kept.close()


@asynccontextmanager
async def _reaching_out(app: FastAPI, settings: Settings) -> AsyncIterator[Database]:
    """Open what is outside of the process: the database, what keeps it in order, and Redis."""
    async with open_tracing(settings) as tracing, open_store(settings) as store, open_served(settings) as inner:
        db: Database = MeasuredDatabase(inner, app.state.metrics.count_call)
        app.state.tracing, app.state.wire = tracing, type(inner).__name__
        db = tracing.of_database(db) if tracing else db
        app.state.settings, app.state.db = settings, db
        app.state.attempt_limits, app.state.request_limits = limits_of(settings, store)
        async with background_jobs(db, settings, lambda: app.state.slots.is_queuing):
            yield db


def _furnish(app: FastAPI) -> None:
    """Add the middleware and the client's files."""
    app.state.metrics, app.state.slots, app.state.tracing = Metrics(), Slots(), None
    app.add_middleware(Revalidation)
    app.add_middleware(Compression)
    app.add_middleware(Admission, slots=app.state.slots)
    app.add_middleware(Bodies)
    app.add_middleware(Surroundings, metrics=app.state.metrics)
    app.add_exception_handler(CineLibreError, refuse)
    app.add_exception_handler(HTTPException, refuse_http)
    app.add_exception_handler(RequestValidationError, refuse_input)
    app.mount(PATH, Client(), name="client")
    app.add_route(PATH, redirect_to_client, include_in_schema=False)


def _add_seed_paths(app: FastAPI, settings: Settings) -> None:
    """Add the seed paths; they are imported only if wanted, so that nobody else pays for them."""
    if settings.seed_paths:
        from api.seed_paths.routes import router

        app.include_router(router, dependencies=[Depends(rule) for rule in RULES], responses=ERRORS)
