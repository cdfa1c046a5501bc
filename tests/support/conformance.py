"""The service held against its own OpenAPI document by schemathesis, with an account and without."""

import subprocess
import sys
from pathlib import Path

import httpx

CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"
# What ends the very account the others are tried with, and what never ends, is tried without one.
ENDING = ("POST /auth/logout", "DELETE /auth/me", "GET /live")


def find_differences(url: str, folder: Path, phases: str, n_examples: int, seed: int) -> str:
    """What schemathesis found, as it tells it; empty where it found nothing."""
    account = {"email": "conformance@example.com", "password": "a long password"}
    token = httpx.post(f"{url}/auth/register", json=account, timeout=30).json()["access_token"]
    excluded = [argument for name in ENDING for argument in ("--exclude-name", name)]
    included = [argument for name in ENDING for argument in ("--include-name", name)]
    told = [
        _run(url, folder, phases, n_examples, seed, ["--header", f"Authorization: Bearer {token}", *excluded]),
        _run(url, folder, phases, n_examples, seed, included),
    ]
    return "\n".join(text for text in told if text)


def _run(url: str, folder: Path, phases: str, n_examples: int, seed: int, more: list[str]) -> str:
    command = [
        *(str(Path(sys.executable).parent / "schemathesis"), "run", f"{url}/openapi.json"),
        *("--phases", phases, "--max-examples", str(n_examples), "--seed", str(seed)),
        *("--checks", CHECKS, "--no-color", "--request-timeout", "30"),
        *more,
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)
    return "" if done.returncode == 0 else done.stdout + done.stderr
