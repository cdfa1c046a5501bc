"""Apache Spark for the tests, which `make tools` installs in a folder of `.venv`, and the job on two of its cores."""

import os
import shutil
import subprocess
import sys

import pytest

from api.settings import ROOT
from tests.support.processes import environment

PACKAGES = ROOT / ".venv" / "spark"
JAVA = "-XX:+UseSerialGC -XX:TieredStopAtLevel=1"  # a collector and a compiler that start quickly
COMMAND = [sys.executable, "-m", "api.jobs", "train", "--engine", "spark", "--master", "local[2]"]


def require_spark() -> None:
    """Skips where Java or Spark is absent, fails where they must be there (`CI=true`)."""
    java = shutil.which("java")
    if java and (PACKAGES / "pyspark").is_dir():
        return
    reason = "Spark is absent: run `make tools`" if java else "Java is absent: Spark needs Java 17 or newer"
    if os.environ.get("CI") != "true":
        pytest.skip(reason)
    raise AssertionError(reason)


def with_spark(database_url: str, **given: str) -> dict[str, str]:
    """The environment of a process that finds Spark beside the packages of this one."""
    return environment(DATABASE_URL=database_url, PYTHONPATH=str(PACKAGES), JDK_JAVA_OPTIONS=JAVA, **given)


def train_by_spark(database_url: str, *options: str, **given: str) -> "subprocess.CompletedProcess[str]":
    """A whole run of the job."""
    return subprocess.run(
        [*COMMAND, *options],
        cwd=ROOT,
        env=with_spark(database_url, **given),
        capture_output=True,
        text=True,
        check=False,
    )
