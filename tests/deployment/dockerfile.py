"""The Dockerfile as these tests see it: its instructions, and what .dockerignore lets through."""

import re
import shutil
from pathlib import Path
from typing import NamedTuple

from api.settings import ROOT


class Instruction(NamedTuple):
    """One line of the Dockerfile, continued lines joined."""

    name: str
    rest: str


def read_dockerfile() -> list[Instruction]:
    """All instructions in their order, without comments."""
    text = re.sub(r"^#.*\n", "", (ROOT / "Dockerfile").read_text(), flags=re.MULTILINE)
    lines = text.replace("\\\n", " ").splitlines()
    return [Instruction(*re.split(r"\s+", line.strip(), maxsplit=1)) for line in lines if line.strip()]


def copy(instruction: Instruction, folder: Path) -> None:
    """Does what a COPY does, from the part of the repository that .dockerignore lets through to `folder`."""
    source, target = instruction.rest.split()
    patterns = (ROOT / ".dockerignore").read_text().splitlines()
    assert "*" in patterns
    assert f"!{source}" in patterns, f"{source} is left out by .dockerignore"
    left_out = [pattern.removeprefix("**/") for pattern in patterns if pattern.startswith("**/")]
    if (ROOT / source).is_dir():
        shutil.copytree(ROOT / source, folder / target, ignore=shutil.ignore_patterns(*left_out))
    else:
        shutil.copy(ROOT / source, folder / target)
