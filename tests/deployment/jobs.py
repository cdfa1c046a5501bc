"""The jobs that workflows and the runbook name, and those there are."""

import re
import subprocess
import sys

from api.settings import ROOT


def named_jobs(text: str) -> list[str]:
    """Every job that a text starts."""
    return re.findall(r"python -m api\.jobs ([a-z]+)", text)


def built_jobs() -> set[str]:
    """Every job that `python -m api.jobs` lists."""
    listed = subprocess.run(
        [sys.executable, "-m", "api.jobs", "--help"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    return set(re.findall(r"^ {2,6}([a-z]+)\b", listed, re.MULTILINE))
