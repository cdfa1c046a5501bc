"""What a library looks like, outside and coming in."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, Field

from api.schemas import ItemType

Status = Literal["created", "updated", "already_there", "matched", "ambiguous", "not_found", "bad"]


# The route reads the form itself, once it knows who sends it; this is what the documentation says of it.
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


class ItemReference(BaseModel):
    """An item, as other catalogues would know it."""

    id: int = Field(description="In the database that wrote this")
    item_type: ItemType
    title: str
    year: int | None = None
    tmdb_id: int | None = None
    imdb_id: str | None = None
    movielens_id: int | None = None
    google_id: str | None = None
    isbn13: str | None = None


class Library(BaseModel):
    """Everything of an account. `POST /library/import` takes it again."""

    format: Literal["cinelibre-library"]
    version: Literal[1]
    exported_at: datetime
    account: dict[str, Any]
    ratings: list[dict[str, Any]] = Field(description="Item, stars and time")
    shelf: list[dict[str, Any]] = Field(description="Item, and what it is marked as since when")
    interactions: list[dict[str, Any]] = Field(description="Every event, oldest first")
    services: list[dict[str, Any]] = Field(description="What service accounts did in your name")


class ImportedRow(BaseModel):
    """What became of a row."""

    file: str
    row: int = Field(description="Its line, from 1")
    status: Status
    title: str | None = Field(None, description="As the file has it")
    year: int | None = None
    item_id: int | None = None
    candidates: list[ItemReference] | None = Field(None, description="Of an ambiguous row")
    reason: str | None = Field(None, description="Of a bad row, and of a matched one")
    notes: list[str] | None = Field(None, description="Cells that could not be read, and without which the row was")


class ImportReport(BaseModel):
    """What became of a file, row by row."""

    format: str = Field(description="Whose export it was", examples=["letterboxd"])
    counts: dict[Status, int]
    notes: list[str] = Field(description="What there is to say of the whole file")
    rows: list[ImportedRow]
