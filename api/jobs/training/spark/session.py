"""A session of Spark: on this machine's cores, or on a cluster."""

import sys
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from api.errors import Misconfigured
from api.settings import ROOT

RATINGS_A_TASK = 250_000
SETTINGS = {
    "spark.log.level": "ERROR",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.execution.arrow.pyspark.enabled": "true",
    "spark.driver.defaultJavaOptions": "-XX:+ExitOnOutOfMemoryError",  # else a lost thread is waited for without end
}
OF_THIS_MACHINE = {
    "spark.ui.enabled": "false",
    "spark.driver.memory": "3g",  # the products of the heads pass through the JVM, and 1 GB is too little for them
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
}


def is_this_machine(master: str) -> bool:
    """Say whether Spark's executors are threads of this machine."""
    return master.startswith("local")


def share_out(session: Any, n_ratings: int) -> None:
    """Set how many parts Spark makes of what it groups: a task is worth its start from some 250,000 ratings on."""
    n_parts = max(session.sparkContext.defaultParallelism, n_ratings // RATINGS_A_TASK)
    session.conf.set("spark.sql.shuffle.partitions", n_parts)


@contextmanager
def spark_session(master: str) -> Iterator[Any]:
    """Open a session whose executors know our code. Raises `Misconfigured` if pyspark or Java is absent."""
    try:
        import pandas  # noqa: F401  what executors run needs these three
        import pyarrow  # noqa: F401
        import scipy  # noqa: F401
        from pyspark.sql import SparkSession
    except ImportError:
        raise Misconfigured("train --engine spark needs pyspark: pip install -r requirements-spark.txt.") from None
    builder = SparkSession.builder.master(master).appName("cinelibre-train")
    for name, value in {**SETTINGS, **(OF_THIS_MACHINE if is_this_machine(master) else {})}.items():
        builder = builder.config(name, value)
    session = _started(builder)
    try:
        if is_this_machine(master):
            session.sparkContext.pythonExec = sys.executable  # else the first python3 of PATH
        with tempfile.TemporaryDirectory(prefix="cinelibre-") as folder:
            session.sparkContext.addPyFile(str(_zipped_code(Path(folder))))
            yield session
    finally:
        session.stop()


def _started(builder: Any) -> Any:
    from pyspark.errors import PySparkRuntimeError

    try:
        return builder.getOrCreate()
    except PySparkRuntimeError as error:
        if error.getCondition() != "JAVA_GATEWAY_EXITED":
            raise
        raise Misconfigured(
            "Spark needs Java 17 or newer: install it (Debian: openjdk-17-jre-headless) and see that `java -version`"
            " answers, or set JAVA_HOME."
        ) from None


def _zipped_code(folder: Path) -> Path:
    """Return a file with our modules, which executors on other machines import."""
    path = folder / "cinelibre.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for module in sorted((ROOT / "api").rglob("*.py")):
            file.write(module, module.relative_to(ROOT))
    return path
