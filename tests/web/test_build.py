"""The built client in api/client/ is what its sources give, and small."""

import gzip
import hashlib
import re
import shutil
from pathlib import Path

import pytest

from tests.support.web import BUILT, WEB, need_npm, npm

STALE = "api/client/ is older than web/: run `make web`"
SOURCES = ("index.html", "package-lock.json", "sw.template.js", "vite.config.ts", "vite.tracker.config.ts")
FOLDERS = ("public", "src")
FIRST_LOAD = 142_000  # bytes of JavaScript, gzipped
TRACKER = 5_000  # bytes, gzipped


def hash_of_sources() -> str:
    """What web/scripts/stamp.mjs writes: the SHA-256 of all names and of what is in the files."""
    files = [path for folder in FOLDERS for path in (WEB / folder).rglob("*") if path.is_file()]
    names = sorted([*SOURCES, *(path.relative_to(WEB).as_posix() for path in files)])
    parts = (f"{name}\n{hashlib.sha256((WEB / name).read_bytes()).hexdigest()}\n" for name in names)
    return hashlib.sha256("".join(parts).encode()).hexdigest()


def files_in(folder: Path) -> dict[str, bytes]:
    """All files below `folder`, by name."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_built_client_is_no_older_than_its_sources() -> None:
    if (BUILT / "built-from.txt").read_text().strip() != hash_of_sources():
        pytest.fail(STALE)


def test_building_again_gives_the_same_bytes(tmp_path: Path) -> None:
    need_npm()
    copy = tmp_path / "web"
    shutil.copytree(WEB, copy, ignore=shutil.ignore_patterns("node_modules", "tests"))
    (copy / "node_modules").symlink_to(WEB / "node_modules")
    (tmp_path / "api" / "client").mkdir(parents=True)

    npm("run", "--silent", "build", folder=copy)

    built, kept = files_in(tmp_path / "api" / "client"), files_in(BUILT)
    different = sorted(name for name in built.keys() | kept.keys() if built.get(name) != kept.get(name))
    assert different == [], STALE


def test_the_first_load_is_small() -> None:
    page = (BUILT / "index.html").read_text()
    scripts = set(re.findall(r'(?:src|href)="\./(assets/[^"]+\.js)"', page))

    size = sum(len(gzip.compress((BUILT / name).read_bytes(), 9)) for name in scripts)

    print(f"first load: {size} bytes of JavaScript, gzipped, in {len(scripts)} files")
    assert len(scripts) >= 1
    assert size <= FIRST_LOAD


def test_the_tracking_module_is_small_and_needs_nothing_else() -> None:
    module = (BUILT / "cinelibre.js").read_text()

    size = len(gzip.compress(module.encode(), 9))
    print(f"cinelibre.js: {size} bytes, gzipped")
    assert size <= TRACKER
    assert not re.search(r"\bimport\b\s*[({\"'*]|\bfrom\s*[\"']", module)
