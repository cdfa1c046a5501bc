"""What tests of the web client need from outside: npm with the client's packages, and Chromium."""

import os
import shutil
import subprocess
from pathlib import Path
from typing import NoReturn

import pytest

from api.settings import ROOT

WEB = ROOT / "web"
BUILT = ROOT / "api" / "client"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def need_npm() -> None:
    """Skips where npm or the client's packages are absent; fails where they must be there (`CI=true`)."""
    if not (shutil.which("npm") and (WEB / "node_modules" / "vite").is_dir()):
        _absent("npm or web/node_modules is absent: install Node.js 20 or newer, then run `make tools`")


def need_chromium() -> str:
    """Where a Chromium is: what CHROMIUM names, or the first on the path. Skips or fails as `need_npm` does."""
    need_npm()
    found = next(filter(None, map(shutil.which, (os.environ.get("CHROMIUM", ""), *BROWSERS))), None)
    return found or _absent("Chromium is absent: install one, or name one by CHROMIUM")


def _absent(what: str) -> NoReturn:
    if os.environ.get("CI") == "true":
        pytest.fail(what)
    pytest.skip(what)


def npm(*arguments: str, folder: Path = WEB) -> None:
    """Runs npm in `folder`; fails with what it printed."""
    done = subprocess.run(
        ["npm", *arguments], cwd=folder, capture_output=True, text=True, check=False, timeout=900, env=_environment()
    )
    assert done.returncode == 0, f"{done.stdout[-8000:]}\n{done.stderr[-8000:]}"


def _environment() -> dict[str, str]:
    """This process's environment without what would change a build."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("VITE_", "NODE_"))}
