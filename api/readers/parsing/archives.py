"""Unpacks a stranger's zip in memory: only the files wanted, and nothing harmful."""

import re
import struct
import zlib
from collections.abc import Callable, Iterable, Iterator
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from api.errors import InvalidInput
from api.readers.parsing.cells import shown

MOST_ENTRIES = 2_000  # nobody has so many lists
MOST_BYTES = 20_000_000  # unpacked, all files together
MOST_RATIO = 100  # unpacked to packed; tables of text stay below 20
_SMALL = 1_000_000  # bytes; a small file is harmless at any ratio
_CHUNK = 65_536
_ENTRY_MARK = b"PK\x01\x02"  # before each entry of the directory
_ENCRYPTED = 0x1
_UNSAFE = re.compile(r"[\x00-\x1f\x7f]|^/|^[A-Za-z]:|(^|/)\.\.?(/|$)")
_DAMAGES = (BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError, OverflowError, RuntimeError)


Choose = Callable[[Iterable[str]], Iterable[str]]


def unpack(name: str, content: bytes, choose: Choose) -> dict[str, bytes]:
    """Return the files of the zip that `choose` takes, by path.

    If it takes none, it gets the paths below the folder that all files are in. Raises `InvalidInput` (`zip_refused`) if
    the zip is damaged, encrypted or too large, names a file twice or names a file outside of itself. Sizes are measured
    while unpacking, because the zip's own figures may lie.
    """
    if content.count(_ENTRY_MARK) > MOST_ENTRIES:  # ZipFile would read the whole directory
        raise _refusal(f"{name} has more than {MOST_ENTRIES:,} files in it: unpack it and upload the CSVs one by one.")
    try:
        with ZipFile(BytesIO(content)) as archive:
            entries = _entries(name, archive)
            chosen = {path: entries[path] for path in choose(entries)}
            if not chosen:
                entries = _without_folder(entries)
                chosen = {path: entries[path] for path in choose(entries)}
            return _unpacked(name, archive, chosen, len(content))
    except _DAMAGES:
        raise _refusal(f"{name} is damaged or no zip that can be read: download it again.") from None


def _entries(name: str, archive: ZipFile) -> dict[str, ZipInfo]:
    """Return the files by their paths, after checking them. Windows may write likes\\films.csv for likes/films.csv."""
    entries: dict[str, ZipInfo] = {}
    for entry in archive.infolist():
        path = entry.orig_filename.replace("\\", "/")
        if _UNSAFE.search(path):
            raise _refusal(f"{name} has a file in it whose name could lead out of it: {shown(entry.orig_filename)}.")
        if path in entries:
            raise _refusal(f"{name} has the file {shown(path)} twice.")
        if entry.flag_bits & _ENCRYPTED:
            raise _refusal(f"{name} is encrypted: unpack it and upload what is in it.")
        entries[path] = entry
    return {path: entry for path, entry in entries.items() if not path.startswith("__MACOSX/")}


def _without_folder(files: dict[str, ZipInfo]) -> dict[str, ZipInfo]:
    """Return the files by their paths below the folder that all of them are in, or unchanged without such a folder."""
    folders = {path.partition("/")[0] for path in files}
    if len(folders) != 1 or any(path in folders for path in files):
        return files
    return {path.partition("/")[2]: entry for path, entry in files.items()}


def _unpacked(name: str, archive: ZipFile, entries: dict[str, ZipInfo], n_packed: int) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    n_bytes = 0
    for path, entry in entries.items():
        if entry.compress_type not in {ZIP_STORED, ZIP_DEFLATED}:
            raise _refusal(f"{name} is packed in a way that is not read here: unpack it and upload what is in it.")
        chunks: list[bytes] = []
        for chunk in _chunks(archive, entry):
            n_bytes += len(chunk)
            if n_bytes > MOST_BYTES or n_bytes > max(MOST_RATIO * n_packed, _SMALL):
                raise _refusal(
                    f"{name} unpacks to far more than a library has; {MOST_BYTES // 10**6} MB in all and"
                    f" {MOST_RATIO} times its own size are allowed."
                )
            chunks.append(chunk)
        files[path] = b"".join(chunks)
    return files


def _chunks(archive: ZipFile, entry: ZipInfo) -> Iterator[bytes]:
    with archive.open(entry) as file:
        while chunk := file.read(_CHUNK):
            yield chunk


def _refusal(sentence: str) -> InvalidInput:
    return InvalidInput(sentence, "zip_refused")
