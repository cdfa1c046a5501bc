"""Answers of TMDB and Google Books as they were sent."""

import json
from typing import Any

import pytest

from api.settings import ROOT

SAMPLES = ROOT.parent / "shared" / "data" / "api_samples"


def sample(name: str) -> Any:
    """A body as it was sent."""
    if not SAMPLES.exists():
        pytest.skip("the samples of real answers are absent")
    return json.loads((SAMPLES / f"{name}.json").read_text())
