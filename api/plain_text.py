"""Text that people write for people: any script and any lines, but nothing that acts on the text around it."""

import unicodedata
from typing import Annotated

from pydantic import AfterValidator

from api.schemas import Text

LINES = {"\n", "\r", "\t"}
# They turn the direction of whatever follows, so that a text can say on a page what it does not say in the database.
BIDI_CONTROLS = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
MOST_CHARACTERS = 5000  # of a note, and of a review


def require_plain(text: str) -> str:
    """Return the text as it is. Raises `ValueError` if it has control characters or turns the direction of text."""
    for character in text:
        is_control = unicodedata.category(character) == "Cc" and character not in LINES
        if is_control or character in BIDI_CONTROLS:
            raise ValueError(f"It must not contain the control character U+{ord(character):04X}.")
    return text


PlainText = Annotated[Text, AfterValidator(require_plain)]
