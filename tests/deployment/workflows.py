"""GitHub's workflows as these tests see them: their steps, and what stands where GitHub would put a value."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from api.settings import ROOT

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
_EXPRESSION = re.compile(r"\$\{\{ (.+?) \}\}")
_CONDITIONAL = re.compile(r"(!?)([\w.]+)(?: && '(\w*)' \|\| '(\w*)')?")


@dataclass(frozen=True)
class Step:
    """One `run:` of a workflow, with the environment that its job and itself declare."""

    workflow: str
    command: str
    environment: dict[str, str]

    def environment_with(self, values: Mapping[str, str]) -> dict[str, str]:
        """The environment, with `secrets.…`, `vars.…` and `inputs.…` as given; what is not given is empty."""
        return {
            name: _EXPRESSION.sub(lambda found: _evaluate(found[1], values), text)
            for name, text in self.environment.items()
        }


def _evaluate(expression: str, values: Mapping[str, str]) -> str:
    parsed = _CONDITIONAL.fullmatch(expression)
    assert parsed, f"{expression}: teach the tests to read it"
    negated, name, then, otherwise = parsed.groups()
    value = values.get(name, "")
    if then is None:
        return value
    return then if bool(value) != bool(negated) else otherwise


def read_workflow(path: Path) -> dict[Any, Any]:
    """A workflow as YAML has it; `on` comes as True, which YAML 1.1 reads it as."""
    workflow = yaml.safe_load(path.read_text())
    assert isinstance(workflow, dict)
    return workflow


def steps_of(path: Path) -> Iterator[Step]:
    """Every `run:` of a workflow, in the order of the file."""
    for job in read_workflow(path)["jobs"].values():
        for step in job["steps"]:
            if "run" in step:
                yield Step(path.stem, step["run"].strip(), {**job.get("env", {}), **step.get("env", {})})
