"""What accounts send and get."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from api.schemas import Answer, Email, Sent, Text

CODE = "7K2M-9XQP-H4TR"

Password = Annotated[
    str, Field(min_length=1, max_length=1000, description="At least 8 characters", examples=["correct horse battery"])
]
Name = Annotated[Text, StringConstraints(max_length=100)]
Code = Annotated[
    Text, StringConstraints(max_length=40), Field(description="Capitals and dashes do not matter", examples=[CODE])
]
Timezone = Annotated[Text, StringConstraints(max_length=64), Field(examples=["Asia/Kolkata"])]


class Registration(Sent):
    """A new account."""

    email: Email = Field(examples=["reader@example.com"])
    password: Password
    name: Name | None = Field(None, examples=["Ada"])
    timezone: Timezone = "UTC"


class Login(Sent):
    """The login of an account."""

    email: Email = Field(examples=["reader@example.com"])
    password: Password


class User(Answer):
    """An account, as its owner sees it."""

    id: int
    email: str | None
    name: str | None
    role: Literal["user", "service", "admin"]
    timezone: str = Field(description="Decides when the day begins")
    discoverable: bool = Field(description="Whether people of similar taste may be shown this account")
    shares_ratings: bool = Field(description="Whether friends who share theirs may read your ratings")
    person_id: UUID = Field(description="What others know you by")
    created_at: datetime


class CountByType(Answer):
    """How many movies and books are in a list."""

    movie: int
    book: int


class LibraryCounts(Answer):
    """How many items are in each list of the account."""

    ratings: CountByType = Field(description="Rated in stars")
    watchlist: CountByType
    hidden: CountByType
    favorites: CountByType
    seen: CountByType


class Account(User):
    """An account with the sizes of its lists."""

    counts: LibraryCounts
    expires_at: datetime = Field(description="When the token ends that asks")


class Session(Answer):
    """A token and the account that it is for."""

    access_token: str = Field(description="Send it as `Authorization: Bearer …`")
    token_type: Literal["bearer"] = "bearer"  # noqa: S105
    expires_in: int = Field(description="Seconds")
    user: User


class AccountChange(Sent):
    """What to change. A field that is left out or null keeps its value."""

    name: Name | None = None
    timezone: Timezone | None = None
    discoverable: bool | None = Field(None, description="False also takes back whom you asked to be your friend")
    shares_ratings: bool | None = None
    password: Password | None = Field(None, description="A new password; it ends all other tokens")
    current_password: Password | None = Field(None, description="Needed to change the password")


class Deletion(Sent):
    """The proof that the caller may delete the account."""

    password: Password | None = Field(
        None, description="The account's password; a service that deletes a user sends none"
    )


class Forgotten(Sent):
    """The account whose password was forgotten."""

    email: Email = Field(examples=["reader@example.com"])


class CodeAsked(Answer):
    """How one gets a code; the same whether the account exists or not."""

    by: Literal["mail", "operator"] = Field(
        description="How the code arrives: by mail, or from the operator of this service"
    )
    detail: str = Field(description="A sentence for people")


class NewPassword(Sent):
    """A new password, by a one-time code."""

    email: Email = Field(examples=["reader@example.com"])
    code: Code
    password: Password


class LoggedOut(Answer):
    """The token has ended, or all tokens of the account."""

    logged_out: bool


class Deleted(Answer):
    """The account was deleted."""

    deleted: bool
