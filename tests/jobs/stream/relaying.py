"""What tests of the relay share: readers who do something, topics of their own, and the job as a process."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from tests.support.processes import environment


def topics() -> dict[str, str]:
    """Settings of topics that no other test uses."""
    mark = uuid4().hex[:12]
    return {f"kafka_topic_{kind}": f"{kind}-{mark}" for kind in ("interactions", "features", "feedback")}


class Job:
    """A running `python -m api.jobs stream`."""

    def __init__(self, process: subprocess.Popen[bytes], output: Path) -> None:
        self.process = process
        self._output = output

    @property
    def printed(self) -> str:
        """Everything that it printed so far."""
        return self._output.read_text()


@contextmanager
def streaming(folder: Path, *arguments: str, **settings: str) -> Iterator[Job]:
    """The job as a process, which is killed at the end if it still runs."""
    output = folder / f"stream-{uuid4().hex[:6]}.log"
    given = {name.upper(): value for name, value in settings.items()}
    with output.open("wb") as sink:
        process = subprocess.Popen(
            [sys.executable, "-m", "api.jobs", "stream", *arguments],
            env=environment(ENABLE_KAFKA="true", **given),
            stdout=sink,
            stderr=sink,
        )
    try:
        yield Job(process, output)
    finally:
        process.kill()
        process.wait()
