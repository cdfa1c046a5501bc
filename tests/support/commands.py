"""Jobs run by their command line, without a process of their own."""

from typing import NamedTuple

import pytest

from api.jobs import __main__ as jobs
from api.settings import Settings

SECRET = "Zk3vY0pW8qXr6tB1nM5cD2sH9fJ7gL4a"


class Ran(NamedTuple):
    """How a job ended, and what it said."""

    status: int
    out: str
    error: str


class Commands:
    """Runs `python -m api.jobs` with settings of its own alone."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self._monkeypatch = monkeypatch
        self._capsys = capsys
        monkeypatch.setattr(jobs, "configure_logs", lambda level: None)
        monkeypatch.setenv("COLUMNS", "200")
        for name in Settings.model_fields:
            monkeypatch.delenv(name.upper(), raising=False)
        self.set(JWT_SECRET_KEY=SECRET)

    def set(self, **settings: str) -> None:
        """Sets what the environment of the next runs says."""
        for name, value in settings.items():
            self._monkeypatch.setenv(name, value)

    def run(self, *arguments: str) -> Ran:
        """Runs one job."""
        self._capsys.readouterr()
        status = jobs.main(list(arguments))
        return Ran(status, *self._capsys.readouterr())
