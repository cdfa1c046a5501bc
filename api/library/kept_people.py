"""What an export has of others, by the name that others know them by."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from api.library.kept_parts import Kept


class LibraryPerson(Kept):
    """How the account stands to somebody else."""

    person_id: UUID
    name: str | None = Field(None, description="Only of a friend")
    relation: Literal["asked", "asks", "friends", "declined", "blocked"]
    said_at: datetime


class LibraryPersonReport(Kept):
    """What the account reported of somebody else."""

    person_id: UUID
    reason: str
    reported_at: datetime
