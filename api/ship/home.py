"""The home of whoever tries it: an embedded PostgreSQL, and a secret that is kept beside it, both in DATA_DIR."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import SecretStr

from api.settings import Settings
from api.ship.embedded import VERSION, embedded_postgres


def has_home(settings: Settings) -> bool:
    """Say whether no database is configured, and `python -m api` has made one in DATA_DIR."""
    complete = settings.data_dir.expanduser() / f"postgres-{VERSION}.complete"
    return not settings.has_database and complete.exists()


@contextmanager
def at_home(settings: Settings, *, is_kept_up: bool = False) -> Iterator[Settings]:
    """Yield settings with the embedded database, and with its secret unless they have one.

    A server that runs already is joined. Raises `Misconfigured` as `embedded_postgres` does.
    """
    with embedded_postgres(settings.data_dir, is_kept_up=is_kept_up) as url:
        secret = settings.jwt_secret_key or _kept_secret(settings.data_dir / "jwt_secret_key")
        yield settings.model_copy(update={"database_url": SecretStr(url), "jwt_secret_key": secret})


def _kept_secret(path: Path) -> SecretStr:
    """Return a secret that is made once and stored beside the data, so that tokens survive a restart."""
    if not path.exists():
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(32))
    return SecretStr(path.read_text())
