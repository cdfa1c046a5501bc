"""What an import takes and answers."""

from typing import Any, Literal

from pydantic import BaseModel, Field, SkipValidation

from api.library.kept_parts import ItemReference
from api.schemas import Answer, Id, Sent

Format = Literal[
    "cinelibre", "letterboxd", "goodreads", "storygraph", "librarything", "calibre", "imdb", "tmdb", "simkl",
    "movielens", "trakt", "generic",
]  # fmt: skip
Status = Literal["created", "updated", "already_there", "matched", "ambiguous", "not_found", "bad"]


# The route reads the form itself, once it knows the sender; the documentation describes the form from this.
UPLOAD: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {
                        "file": {
                            "type": "string",
                            "contentMediaType": "application/octet-stream",
                            "title": "File",
                            "description": "Our own export, a zip of Letterboxd or Trakt, or a file of eight others",
                        }
                    },
                }
            }
        },
    }
}


class ImportedRow(BaseModel):
    """What became of a row."""

    file: str
    row: int = Field(description="The row's line in the file, from 1")
    status: Status
    title: str | None = Field(None, description="The title in the file")
    year: int | None = None
    item_id: int | None = None
    candidates: list[ItemReference] | None = Field(None, description="The items that an ambiguous row may mean")
    kept: dict[str, Any] | None = Field(
        None, description="What an ambiguous row or one that was not found says of its item: send it with your choice"
    )
    reason: str | None = Field(None, description="Why a row is bad, or only matched, or that its review waits")
    notes: list[str] | None = Field(None, description="Cells that could not be read; the rest of the row counts")


class ImportReport(Answer):
    """What became of a file, row by row."""

    format: Format = Field(description="The service that made the file; `generic`: any table")
    counts: dict[Status, int]
    notes: list[str] = Field(description="Notes about the whole file")
    rows: list[ImportedRow]


class ItemChoice(Sent):
    """The item that a row means, and what the row says of it."""

    item_id: Id
    kept: dict[str, Any] = Field(description="The `kept` of the row, as the report has it")


class Choices(Sent):
    """1 to 100 choices; each one is judged by itself."""

    choices: list[SkipValidation[ItemChoice]] = Field(min_length=1, max_length=100)


class ChosenRow(Answer):
    """What became of a choice."""

    status: Literal["created", "updated", "already_there", "matched", "not_found", "bad"]
    item_id: int | None = Field(None, description="The chosen item; null if it could not be read")
    reason: str | None = Field(None, description="Why a choice is bad, or only matched, or that its review waits")


class ChoiceReport(Answer):
    """What became of choices."""

    counts: dict[Status, int]
    rows: list[ChosenRow] = Field(description="One for each choice, in their order")
