"""What searches answer."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from api.schemas import Answer, FilterName, Item, ItemType
from api.sizes import MOST_LISTED

SEEN = "With a token: whether you rated, liked, disliked or saw it, in this edition or another"
HIDDEN = "With a token: whether you hid it, in this edition or another"


class FoundItem(Item):
    """An item, and how near its description is to the question."""

    similarity: float = Field(description="Cosine similarity of the question and the item; 1 means equal")
    seen: bool | None = Field(None, description=SEEN)
    hidden: bool | None = Field(None, description=HIDDEN)


class SemanticResults(Answer):
    """What was found by meaning, nearest first."""

    query: str
    method: Literal["semantic"] = "semantic"
    items: list[FoundItem]


class FusedItem(Item):
    """An item, and why it was found."""

    score: float = Field(
        description="Sum of weight / (60 + rank) over the lists that have it; it only orders this list"
    )
    similarity: float | None = Field(None, description="Cosine similarity, if meaning found it")
    matched: list[Literal["title", "person", "keyword", "words", "meaning"]] = Field(description="What found it")
    seen: bool | None = Field(None, description=SEEN)
    hidden: bool | None = Field(None, description=HIDDEN)


class LikedItem(Answer):
    """The item that a question starts from."""

    id: int
    title: str


class Parsed(Answer):
    """The words of constraint that were understood. To change them, send them as parameters with parse=false."""

    item_type: ItemType | None = None
    genres: list[str] = []
    exclude_genres: list[str] = []
    languages: list[str] = []
    exclude_languages: list[str] = []
    exclude_words: list[str] = Field(
        [], description="What the question excludes with 'without' or 'not': words, or a person's name"
    )
    year_from: int | None = None
    year_to: int | None = None
    runtime_max: int | None = None
    order_by: Literal["rating", "popular", "newest"] | None = Field(
        None, description="The order, if the question asks for best, popular or new"
    )
    like: LikedItem | None = Field(None, description="The item that the results are like; it is not among them")


class FusedResults(Answer):
    """What was found by meaning and by words, best first."""

    query: str
    method: Literal["fused"] = "fused"
    parsed: Parsed
    meaning: str = Field(description="What remains of the query without its constraints")
    not_understood: list[str] = Field([], description="Phrases that were not understood; their words are searched for")
    corrected: str | None = Field(
        None, description="The question with its spelling corrected, if any word was misspelled"
    )
    degraded: list[Literal["semantic"]] = Field(
        description="What could not be used: without the model, only words count"
    )
    emptied_by: list[FilterName] = Field(
        description="If nothing is found: the constraints whose removal would leave something"
    )
    items: list[FusedItem]
    total: int = Field(description=f"The number of items in the list; it ends at {MOST_LISTED}")
    skip: int
    limit: int


class Suggestion(Answer):
    """A title that completes what is being typed."""

    id: int
    item_type: ItemType
    title: str
    year: int | None = None
    image_url: str | None = None
    person: str | None = Field(None, description="The person, if a name found it")


class FormerQuestion(Answer):
    """What the reader searched for."""

    id: int = Field(description="Of the newest such search")
    query: str = Field(description="In its newest spelling")
    n_times: int
    newest_at: datetime


class Suggestions(Answer):
    """Titles that begin with the typed text or have a word that does, then items by people of that name."""

    history: list[FormerQuestion] = Field(
        description="With a token: your former questions that continue the text, newest first; else empty"
    )
    items: list[Suggestion]


class SearchHistory(Answer):
    """One page of what the reader searched for, newest first, each question once."""

    searches: list[FormerQuestion]
    total: int = Field(description="The number of all questions")
    skip: int
    limit: int
    as_of: str | None = Field(description="Send it with the next page; null if the list is empty")


class DeletedSearches(Answer):
    """How many searches were deleted; a question that was asked twice counts twice."""

    n_deleted: int
