"""python -m api: serve on a laptop, with a PostgreSQL of its own unless another is configured."""

import asyncio
import secrets
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from pydantic import SecretStr
from rich.console import Console

from api.app import create_app
from api.errors import CineLibreError, Misconfigured
from api.http.serving import BoundedServer
from api.jobs.demo.first_run import prepare_demo
from api.logs import configure_logs
from api.settings import Settings, read_settings
from api.ship.home import at_home
from api.ship.shipping import ship
from api.ship.sql_tree import read_sql_tree

console = Console(stderr=True)

# Where the development servers of Vite, React and others answer.
DEV_ORIGINS = [f"http://{host}:{port}" for host in ("localhost", "127.0.0.1") for port in (5173, 3000, 8080)]


def main() -> int:
    """Serve until told to stop. If the start fails, print one sentence and return exit status 1."""
    try:
        settings = read_settings()
        configure_logs(settings.log_level)
        with _listening(settings) as listener, _with_database(settings) as configured:
            if configured.supabase_url is None and configured.database_url is not None:
                ship(configured.database_url.get_secret_value(), read_sql_tree())
            asyncio.run(_serve(_at_home(configured), listener, is_demo=not settings.has_database))
    except CineLibreError as error:
        print(error.detail, file=sys.stderr)
        return 1
    except KeyboardInterrupt:  # Ctrl-C before the server handles signals
        return 130
    return 0


@contextmanager
def _listening(settings: Settings) -> Iterator[socket.socket]:
    """Open the port before anything slow starts, so that a port in use shows at once."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # as gunicorn does: answers wait for no ACK
        try:
            listener.bind((settings.host, settings.port))
        except OSError as error:
            raise Misconfigured(
                f"Port {settings.port} of {settings.host} cannot be used ({error.strerror}):"
                f" stop what listens there, or choose another, e.g. PORT={settings.port + 1}."
            ) from None
        yield listener


@contextmanager
def _with_database(settings: Settings) -> Iterator[Settings]:
    """Yield settings that have a database and a secret: the configured ones, or the embedded server and a stored
    secret.
    """
    if settings.has_database:
        secret = settings.jwt_secret_key
        yield settings.model_copy(update={"jwt_secret_key": secret or SecretStr(secrets.token_urlsafe(32))})
        return
    with at_home(settings, is_kept_up=True) as configured:
        yield configured


def _at_home(settings: Settings) -> Settings:
    """Allow short and common passwords and the servers of front-end developers, unless the settings say otherwise."""
    eased = {"password_min_length": 6, "allow_common_passwords": True, "cors_origins": ",".join(DEV_ORIGINS)}
    return settings.model_copy(
        update={name: value for name, value in eased.items() if name not in settings.model_fields_set}
    )


async def _serve(settings: Settings, listener: socket.socket, *, is_demo: bool) -> None:
    if is_demo:
        await prepare_demo(settings, console)
    server = BoundedServer(
        uvicorn.Config(
            create_app(settings), log_config=None, access_log=False, proxy_headers=False, timeout_graceful_shutdown=30
        )
    )
    announcing = asyncio.create_task(_announce(server, settings))
    await server.serve(sockets=[listener])
    announcing.cancel()


async def _announce(server: uvicorn.Server, settings: Settings) -> None:
    while not server.started:
        await asyncio.sleep(0.01)
    home = f"http://localhost:{settings.port}{settings.api_prefix}"
    print(
        f"\nCineLibre is at {home} in your browser (documentation: {home}/docs). Ctrl-C stops it. Or try:\n\n"
        f'  curl "{home}/search/semantic?q=a%20girl%20works%20in%20a%20bath%20house%20for%20spirits&limit=3"\n'
        f'  curl "{home}/search?q=action%20thriller&type=movie&limit=5"\n'
        f'  curl "{home}/movies?limit=5"\n',
        flush=True,
    )


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    sys.exit(main())
