"""The files under `sql/`, read in the order in which they are shipped."""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from api.settings import ROOT

_DEFINES = re.compile(r"^create or replace function (\w+)\.(\w+)\(", re.MULTILINE)


@dataclass(frozen=True)
class SqlFile:
    """One migration or one function: its name, its text, and the sha256 of its text."""

    name: str
    body: str

    @property
    def sha256(self) -> str:
        """Return the hash of the text with line feeds only, so that a checkout's line ends do not matter."""
        return hashlib.sha256(self.body.encode()).hexdigest()


@dataclass(frozen=True)
class SqlTree:
    """All of `sql/`: the shipping functions, the migrations, the functions by `schema.name`, the grants."""

    shipping: str
    migrations: list[SqlFile]
    functions: list[SqlFile]
    grants: str

    @property
    def release_sha256(self) -> str:
        """Return one hash of everything that ships: equal hashes mean equal schemas."""
        parts = [self.shipping, self.grants]
        parts += [f"{file.name} {file.sha256}" for file in (*self.migrations, *self.functions)]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def read_sql_tree(folder: Path = ROOT / "sql") -> SqlTree:
    """Read `folder`. Raises ValueError for a function file that does not define exactly one function."""
    return SqlTree(
        shipping=_text(folder / "shipping.sql"),
        migrations=[SqlFile(path.stem, _text(path)) for path in sorted((folder / "migrations").glob("*.sql"))],
        functions=sorted(map(_function, (folder / "functions").rglob("*.sql")), key=lambda file: file.name),
        grants=_text(folder / "grants.sql"),
    )


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _function(path: Path) -> SqlFile:
    body = _text(path)
    found = _DEFINES.findall(body)
    if len(found) != 1 or found[0][1] != path.stem:
        raise ValueError(f"{path} must define one function, named {path.stem}")
    return SqlFile(".".join(found[0]), body)
