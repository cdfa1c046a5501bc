"""The rooms of the house: which file may know which, read from the imports."""

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from api.settings import ROOT

# They put things together, so they know what lies beside and below them, and nothing imports them.
ROOTS = {"api.main", "api.app", "api.__main__", "api.sync_engine", "api.jobs.__main__"}
MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted((ROOT / "api").rglob("*.py"))
}


def imported_by(path: Path) -> Iterator[str]:
    """Our modules that a file imports, wherever in the file."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names if name.name in MODULES)
        elif isinstance(node, ast.ImportFrom) and node.module:
            inner = [f"{node.module}.{name.name}" for name in node.names]
            yield from (name if name in MODULES else node.module for name in inner)


def folder_of(module: str) -> str:
    """The folder of a module: its own where it is one."""
    return module if MODULES[module].name == "__init__.py" else module.rpartition(".")[0]


def circle_in(graph: dict[str, set[str]]) -> list[str]:
    """A circle of the graph, empty if it has none."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


KNOWN_BY = {name: {other for other in imported_by(path) if other in MODULES} for name, path in MODULES.items()}


def test_no_files_import_one_another_in_a_circle() -> None:
    assert circle_in({name: others - {name} for name, others in KNOWN_BY.items()}) == []


def test_no_folders_import_one_another_in_a_circle() -> None:
    folders: dict[str, set[str]] = {}
    for name, others in KNOWN_BY.items():
        if name not in ROOTS:
            folders.setdefault(folder_of(name), set()).update(folder_of(other) for other in others)

    assert circle_in({name: others - {name} for name, others in folders.items()}) == []


def test_nothing_imports_what_puts_things_together() -> None:
    entries = {"api.main", "api.__main__", "api.jobs.__main__"}
    allowed = {"api.main": {"api.__main__"}, "api.sync_engine": {"api.jobs.__main__"}}

    for name, others in KNOWN_BY.items():
        assert others & entries <= allowed.get(name, set()), name
