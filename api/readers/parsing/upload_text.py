"""Decodes uploaded bytes: UTF-8 as it should be, UTF-16 as some editors save, else Windows' cp1252."""

import codecs
import re
from typing import NamedTuple

from api.errors import InvalidInput

_WIDEST = re.compile(rb"[\xf0-\xf4][\x80-\xbf]{3}")
_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class UploadText(NamedTuple):
    """The text with line feeds at its line ends, and whether its bytes were Unicode or only guessed to be text."""

    text: str
    is_unicode: bool


def read_text(name: str, content: bytes) -> UploadText:
    """Decode a file. Raises `InvalidInput` (`wrong_encoding`) if no encoding fits, or if it has NULs."""
    try:
        text, is_unicode = _decoded(content)
    except UnicodeDecodeError:
        raise wrong_encoding(name) from None
    if "\0" in text:
        raise InvalidInput(f"{name} has NUL characters in it: it is no text, or damaged.", "wrong_encoding")
    if "\r" in text and "\n" not in text:
        text = text.replace("\r", "\n")
    return UploadText(text, is_unicode)


def with_escapes(content: bytes) -> bytes:
    """Return UTF-8 JSON with its widest letters, such as emojis, as JSON escapes.

    A single emoji makes every letter of a str four bytes wide: 40 MB for a file of ten.
    """
    return _WIDEST.sub(_escaped, content)


def _escaped(letter: "re.Match[bytes]") -> bytes:
    if letter.string[letter.start() - 1 : letter.start()] == b"\\":  # a lookbehind would take five times as long
        return letter[0]
    try:
        units = letter[0].decode().encode("utf-16-be")
    except UnicodeDecodeError:
        return letter[0]
    return f"\\u{units[:2].hex()}\\u{units[2:].hex()}".encode()


def wrong_encoding(name: str) -> InvalidInput:
    """Make the error for a file whose letters cannot be read."""
    return InvalidInput(
        f"{name} is not text in UTF-8: upload it as the service made it, or save it again as CSV in UTF-8.",
        "wrong_encoding",
    )


def _decoded(content: bytes) -> tuple[str, bool]:
    if content.startswith(_UTF16_MARKS):
        return content.decode("utf-16"), True
    try:
        return content.decode("utf-8-sig"), True
    except UnicodeDecodeError:
        return content.decode("cp1252"), False
