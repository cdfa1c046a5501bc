"""GET /search/semantic."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import AfterValidator

from api.deps import Db, Embedding, Limit
from api.errors import InvalidInput
from api.schemas import ItemType
from api.search.schemas import SemanticResults

router = APIRouter(prefix="/search", tags=["search"])

MATCH_FUNCTIONS = {ItemType.MOVIE: "match_movies", ItemType.BOOK: "match_books", None: "match_items"}


def _has_words(text: str) -> str:
    if not text.strip():
        raise ValueError("must hold at least one word")
    if "\x00" in text:
        raise ValueError("must not hold a null character")
    return text.strip()


def one_type(of_type: ItemType | None, item_type: ItemType | None) -> ItemType | None:
    """Both names of the parameter mean the same; raises `InvalidInput` where they contradict."""
    if of_type and item_type and of_type != item_type:
        raise InvalidInput(f"item_type: contradicts type={of_type}; send one of the two.", slug="invalid_input")
    return of_type or item_type


Question = Annotated[
    str,
    AfterValidator(_has_words),
    Query(
        min_length=1,
        max_length=1000,
        description="What it is about, in your own words",
        examples=["action thriller"],
    ),
]
Threshold = Annotated[float, Query(ge=0, le=1, description="Leaves out what is less similar than this")]


@router.get("/semantic", response_model=SemanticResults)
async def search_by_meaning(
    db: Db,
    embedder: Embedding,
    q: Question,
    of_type: Annotated[ItemType | None, Query(alias="type", description="Only movies, or only books")] = None,
    item_type: Annotated[ItemType | None, Query(description="The same as `type`")] = None,
    limit: Limit = 12,
    threshold: Threshold = 0,
) -> Any:
    """Movies and books whose descriptions mean most nearly what the question means."""
    found = await db.rows(
        MATCH_FUNCTIONS[one_type(of_type, item_type)],
        query_embedding=await embedder.embed_query(q),
        match_threshold=threshold,
        match_count=limit,
        embedding_model=embedder.name,
    )
    return {"query": q, "items": found}
