"""Types that all features share."""

from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    AliasChoices,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    EmailStr,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
    with_config,
)
from pydantic.fields import FieldInfo
from pydantic_core import InitErrorDetails, PydanticCustomError
from typing_extensions import TypedDict  # pydantic takes that of typing from Python 3.12 on

from api.sentences import name_unknown
from api.slugs import Slug

MAX_ID = 2**31 - 1  # ids are PostgreSQL integers


def _writable(text: str) -> str:
    if "\x00" in text:
        raise ValueError("It must not contain a null character.")
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise ValueError("It must not contain half of a surrogate pair.")
    return text


def _not_a_flag(value: Any) -> Any:
    if isinstance(value, bool):
        raise ValueError("It must be a number, and not true or false.")
    return value


# A text that PostgreSQL can store.
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1), AfterValidator(_writable)]
Email = Annotated[EmailStr, StringConstraints(max_length=254), AfterValidator(str.lower)]
# Bounds come before the validator of the raw value; after it, the document would call them `ge` and `le`.
NotAFlag = BeforeValidator(_not_a_flag)
Stars = Annotated[
    float,
    Field(ge=0.5, le=5, multiple_of=0.5, allow_inf_nan=False, description="Half stars, 0.5 to 5", examples=[4.5]),
    NotAFlag,
]
Id = Annotated[int, Field(ge=1, le=MAX_ID, examples=[25]), NotAFlag]


class Sent(BaseModel):
    """What a client sends. A field that nobody knows is refused, with the names of the known ones."""

    model_config = ConfigDict(extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _refuse_unknown_fields(cls, given: Any) -> Any:
        known = {name for field in cls.model_fields.items() for name in _names_of(*field)}
        unknown = [name for name in given if name not in known] if isinstance(given, dict) else []
        if unknown:
            raise ValidationError.from_exception_data(
                cls.__name__,
                [
                    InitErrorDetails(
                        type=PydanticCustomError("unknown_field", "{said}", {"said": said}), loc=(name,), input=None
                    )
                    for name, said in name_unknown(unknown, known, "field")
                ],
            )
        return given


def _names_of(name: str, field: FieldInfo) -> list[str]:
    """Return the names under which a client may send a field."""
    if isinstance(field.validation_alias, AliasChoices):
        return [str(choice) for choice in field.validation_alias.choices]
    return [name]


class Answer(BaseModel):
    """What the service answers. The document says that every field is there, because every field is written.

    Validators are built when they are first used: most answers are the database's text, and need none.
    """

    model_config = ConfigDict(json_schema_serialization_defaults_required=True, defer_build=True)


class ItemType(StrEnum):
    """What an item is."""

    MOVIE = "movie"
    BOOK = "book"


# The names of the filters, as `emptied_by` gives them.
FilterName = Literal[
    "genres", "exclude_genres", "languages", "exclude_languages", "year_from", "year_to", "runtime_max"
]
# Open: a row of `cinelibre.interaction_types` adds an opinion.
Opinion = Annotated[
    str, Field(description="like, superlike, dislike, or a type that the operator added", examples=["like"])
]

# The type of item in a body, under either of the two names that addresses take.
OneType = Annotated[ItemType | None, Field(validation_alias=AliasChoices("item_type", "type"))]


def _require_nothing(schema: dict[str, Any]) -> None:
    schema.pop("required", None)


@with_config(ConfigDict(json_schema_extra=_require_nothing))  # Answer's rule would require what is left out
class OtherIds(TypedDict, total=False):
    """The ids of an item elsewhere. An id that is not known is left out."""

    tmdb: int
    imdb: str
    google: str
    isbn13: str


class Mine(Answer):
    """What the caller did with an item, as of now."""

    rating: float | None = Field(description="The stars that you gave; null if you gave none")
    on_watchlist: bool
    is_hidden: bool
    is_seen: bool = Field(description="Whether you marked it as seen; a rating alone does not")
    is_favorite: bool


class Item(Answer):
    """A movie or a book, as lists show it."""

    id: int = Field(examples=[25])
    item_type: ItemType
    title: str = Field(examples=["Spirited Away"])
    original_title: str | None = Field(None, examples=["千と千尋の神隠し"])
    year: int | None = Field(None, examples=[2001])
    language: str | None = Field(None, description="ISO 639 code of the original language", examples=["ja"])
    genres: list[str] = Field([], examples=[["Animation", "Family", "Fantasy"]])
    people: list[str] = Field([], description="Directors and leading cast, or authors", examples=[["Hayao Miyazaki"]])
    description: str | None = Field(None, description="Null with `fields=card`")
    image_url: str | None = None
    external_rating: float | None = Field(None, description="Average rating at the source")
    external_count: int | None = Field(None, description="How many rated it at the source")
    runtime: int | None = Field(None, description="Minutes; books have none")
    page_count: int | None = Field(None, description="Movies have none")
    average: float | None = Field(None, description="Average stars of our own raters, 0.5 to 5")
    rating_count: int = Field(0, description="How many of our own raters gave stars")
    ids: OtherIds = Field(OtherIds(), description="Its ids elsewhere, those that are known", examples=[{"tmdb": 129}])
    mine: Mine | None = Field(None, description="With a token: what you did with it, as of now")
    image_srcset: str | None = Field(
        None, description="The image in several widths, ready for `srcset`; null if it has only one"
    )


class Implied(Answer):
    """The stars that a like, a favorite, a hide or another mark stands for if the reader gave none."""

    rating: float
    source: str = Field(examples=["like"])


class WrongField(BaseModel):
    """A field or parameter that is wrong."""

    field: str = Field(
        description="The field's name; inside a list, with the entry's index from 0", examples=["events.3.rating"]
    )
    message: str = Field(description="A sentence for people", examples=["It must be 5 or less."])

    model_config = ConfigDict(extra="forbid", defer_build=True)


class Error(BaseModel):
    """What every error looks like."""

    error: Slug = Field(description="A slug for programs", examples=["item_not_found"])
    detail: str = Field(description="A sentence for people", examples=["There is no movie with the id 9."])
    request_id: str | None = Field(description="Finds this request in the log; null if it never arrived whole")
    # a factory, because generated clients take a field with a default for one that is always there
    fields: list[WrongField] = Field(default_factory=list, description="Only for a 422: each wrong field")

    model_config = ConfigDict(extra="forbid", defer_build=True)
