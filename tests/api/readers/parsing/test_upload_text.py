"""Letters as they were meant, in whatever encoding they come."""

import codecs
import json

import pytest

from api.errors import InvalidInput
from api.readers.parsing.upload_text import UploadText, read_text, with_escapes


@pytest.mark.parametrize(
    "content",
    [
        "Amélie".encode(),
        "Amélie".encode("utf-8-sig"),
        "Amélie".encode("utf-16"),
        codecs.BOM_UTF16_BE + "Amélie".encode("utf-16-be"),
    ],
)
def test_unicode_is_read_in_its_encodings(content: bytes) -> None:
    assert read_text("x", content) == UploadText("Amélie", True)


def test_what_is_no_unicode_may_be_of_windows() -> None:
    assert read_text("x", "Amélie – 5 €".encode("cp1252")) == UploadText("Amélie – 5 €", False)


def test_lines_that_end_in_carriage_returns_alone_are_lines() -> None:
    assert read_text("x", b"a\rb\r").text == "a\nb\n"
    assert read_text("x", b"a\r\nb").text == "a\r\nb"


@pytest.mark.parametrize(
    "content",
    [b"\x81", b"a\0b", codecs.BOM_UTF16_LE + b"a", codecs.BOM_UTF16_LE + b"\x00\xd8a\0", "é".encode("utf-32")],
)
def test_what_is_no_text_is_refused(content: bytes) -> None:
    with pytest.raises(InvalidInput) as refusal:
        read_text("x", content)

    assert refusal.value.slug == "wrong_encoding"


@pytest.mark.parametrize(
    "value",
    ["🎬", "Amélie 電影 🎬🎬", "\\🎬", '"🎬', "\U00010000\U0010ffff", "no wide letter: é電", "\n\u2028🎬"],
)
def test_json_says_the_same_with_its_widest_letters_escaped(value: str) -> None:
    escaped = with_escapes(json.dumps([value], ensure_ascii=False).encode())

    assert json.loads(escaped) == [value]
    assert not any(letter > "\uffff" for letter in escaped.decode()) or "\\" in value


def test_what_is_no_utf8_is_left_for_others_to_refuse() -> None:
    assert with_escapes(b"\xf4\xbf\xbf\xbf") == b"\xf4\xbf\xbf\xbf"
