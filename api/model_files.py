"""The files of an embedding model: whether they are whole, and which version they are."""

import hashlib
from pathlib import Path
from typing import Any

from api.errors import EmbeddingUnavailable

Seen = tuple[tuple[str, int, int], ...]  # names, times and sizes of files that were found whole


def verify_files(folder: Path, seen: Seen) -> Seen:
    """Compare a folder's files with its SHA256SUMS; files that are as they were when `seen` was answered are not read.

    Raises `EmbeddingUnavailable` with the name of a file that is damaged or missing.
    """
    try:
        expected = [line.split() for line in (folder / "SHA256SUMS").read_text().splitlines()]
        stats = [(name, (folder / name).stat()) for _, name in expected]
        present = tuple((name, stat.st_mtime_ns, stat.st_size) for name, stat in stats)
        for sha256, name in expected if present != seen else ():
            if sha256_of([folder / name]) != sha256:
                raise EmbeddingUnavailable(
                    f"The embedding model's file {name} is damaged: restore api/models from the repository."
                )
    except OSError as error:
        name = Path(error.filename or "SHA256SUMS").name
        raise EmbeddingUnavailable(
            f"The embedding model's file {name} cannot be read: restore api/models from the repository."
        ) from error
    return present


def sha256_of(files: list[Path]) -> str:
    """Return the sha256 of the contents of some files, one after the other."""
    digest = hashlib.sha256()
    for path in files:
        with path.open("rb") as file:
            while piece := file.read(1 << 20):
                digest.update(piece)
    return digest.hexdigest()


def require_dimension(name: str, wanted: int, known: list[dict[str, Any]]) -> None:
    """Raise `EmbeddingUnavailable` unless `name` is one of FastEmbed's models and makes vectors of this dimension."""
    dimension = next((model["dim"] for model in known if model["model"].lower() == name.lower()), None)
    if dimension is None:
        raise EmbeddingUnavailable(
            f"EMBEDDING_MODEL={name} is not a model that FastEmbed knows: see TextEmbedding.list_supported_models()."
        )
    if dimension != wanted:
        raise EmbeddingUnavailable(
            f"EMBEDDING_MODEL={name} makes vectors of {dimension} dimensions, the catalogue holds {wanted}:"
            f" choose a model of {wanted} dimensions."
        )
