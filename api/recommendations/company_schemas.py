"""Who of the caller's friends and matches stands beside an item."""

from uuid import UUID

from pydantic import Field

from api.schemas import Answer


class NamedPerson(Answer):
    """A friend, by name."""

    person_id: UUID
    name: str | None


class MatchedUsers(Answer):
    """Who of the caller's matches liked an item."""

    named: list[NamedPerson] = Field(description="Friends")
    others: int = Field(description="How many other matches; none for an item that fewer than five people rated")


class PotentialMatches(Answer):
    """Whom the caller would match by giving an item 4.5 stars."""

    count: int = Field(description="How many, friends included")
    named: list[NamedPerson] = Field(description="The friends among them")
