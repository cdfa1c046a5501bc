"""The process that `python -m api.jobs memory` weighs: it becomes the service step by step, and tells its memory.

It imports the service by name, so that the jobs do not import it, and so that it is not yet there at the first step.
"""

import asyncio
import importlib
import json
import sys
from collections.abc import AsyncIterator, Coroutine
from pathlib import Path
from typing import Any

SENTENCE = "a robot alone at sea"
N_REQUESTS = 100
PATHS = ("/health/live", "/movies", "/recommendations/popular", "/genres")


def resident_kilobytes() -> int:
    """Return what the system counts as this process's memory. Raises OSError where there is no /proc."""
    status = Path("/proc/self/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS"))


def tell(part: str, problem: str | None = None) -> None:
    """Print a part, the memory with it, and why it could not be measured if so."""
    print(json.dumps({"part": part, "kilobytes": resident_kilobytes(), "problem": problem}), flush=True)


async def become_the_service() -> None:
    """Import, open and use the service, and tell the memory after each step."""
    for module in ("api.main", "api.http.serving"):
        importlib.import_module(module)
    tell("libraries and code")
    settings = _settings()
    adapter = "supabase" if settings.supabase_url else "postgres"
    importlib.import_module(f"api.db.{adapter}")
    tell("database adapter")
    app = importlib.import_module("api.app").create_app(settings)
    async with app.router.lifespan_context(app):
        tell("application, started")
        async for part, problem in _used(app, settings):
            tell(part, problem)


def _settings() -> Any:
    settings = importlib.import_module("api.settings").read_settings()
    secret = settings.jwt_secret_key or importlib.import_module("pydantic").SecretStr("weighed, and serves nobody")
    idle = {"enable_background_jobs": False, "warm_up": False, "log_level": "ERROR", "jwt_secret_key": secret}
    return settings.model_copy(update=idle)


async def _used(app: Any, settings: Any) -> AsyncIterator[tuple[str, str | None]]:
    """Use what a busy service uses; yield each part with the sentence of its failure."""
    n = settings.database_pool_size
    is_away = await _problem_of(_connect(app, n))
    yield f"{n} connections to the database", is_away
    yield f"{N_REQUESTS} requests", is_away or await _problem_of(_answer(app, settings.api_prefix))
    yield "embedding model", await _problem_of(app.state.embedder.embed_query(SENTENCE))


async def _problem_of(using: Coroutine[Any, Any, object]) -> str | None:
    try:
        await using
    except importlib.import_module("api.errors").CineLibreError as error:
        return str(error.detail)
    return None


async def _connect(app: Any, n_connections: int) -> None:
    await asyncio.gather(*(app.state.db.one("get_readiness") for _ in range(n_connections)))


async def _answer(app: Any, prefix: str) -> None:
    for number in range(N_REQUESTS):
        path = prefix + PATHS[number % len(PATHS)]
        scope = {
            "type": "http", "http_version": "1.1", "method": "GET", "scheme": "http", "path": path,
            "raw_path": path.encode(), "query_string": b"", "root_path": "", "headers": [(b"host", b"localhost")],
            "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 80),
        }  # fmt: skip
        await app(scope, _nothing_more, _read)


async def _nothing_more() -> dict[str, Any]:
    return {"type": "http.request", "body": b"", "more_body": False}


async def _read(message: Any) -> None:
    """Read a part of an answer, and forget it."""


def main() -> int:
    """Tell the memory of gunicorn's first process, or of the service step by step."""
    if sys.argv[1:] == ["first"]:
        for module in ("gunicorn.app.wsgiapp", "api.http.worker"):
            importlib.import_module(module)
        tell("gunicorn's first process")
        return 0
    tell("interpreter")
    asyncio.run(become_the_service())
    return 0


if __name__ == "__main__":
    sys.exit(main())
