"""GET /search, /search/semantic, /search/suggest; GET and DELETE /search/history."""

from typing import Annotated, Any

from fastapi import Path, Query
from pydantic import AfterValidator

from api.http.cards import Shown, Told
from api.http.deps import Anybody, AnybodyCached, Embedding, Limit, Me, Skip
from api.http.features import feature
from api.http.filters import OfType, SearchFilters
from api.http.pages import AsOf, paged
from api.schemas import ItemType
from api.search import service
from api.search.ignoring import Ignored
from api.search.schemas import DeletedSearches, FusedResults, SearchHistory, SemanticResults, Suggestions

router = feature("search", prefix="/search")

MOST_FORMER_QUESTIONS = 5
MATCH_FUNCTIONS = {ItemType.MOVIE: "match_movies", ItemType.BOOK: "match_books", None: "match_items"}


def _has_words(text: str) -> str:
    if not text.strip():
        raise ValueError("It must contain at least one word.")
    if "\x00" in text:
        raise ValueError("It must not contain a null character.")
    return text.strip()


QueryText = Annotated[
    str,
    AfterValidator(_has_words),
    Query(
        min_length=1,
        max_length=1000,
        description="What it is about, in your own words",
        examples=["action thriller"],
    ),
]
SearchId = Annotated[int, Path(ge=1, lt=2**63, description="The id of a question in the history")]
Threshold = Annotated[float, Query(ge=0, le=1, description="Leaves out items that are less similar")]


@router.get("", response_model=FusedResults)
async def search_items(
    visitor: Anybody,
    embedder: Embedding,
    q: QueryText,
    filters: SearchFilters,
    item_type: OfType,
    show: Shown,
    skip: Skip = 0,
    limit: Limit = 20,
    parse: Annotated[bool, Query(description="Whether to read words of constraint in the question")] = True,
    ignore: Ignored = [],  # noqa: B006
) -> Any:
    """Movies and books by meaning, words, title and person at once; each says why it was found."""
    question = service.Question(q, item_type, filters, skip, limit, is_parsed=parse, ignored=ignore)
    return show(await service.search(visitor, embedder, question))


@router.get("/semantic", response_model=SemanticResults)
async def search_by_meaning(
    visitor: Anybody,
    embedder: Embedding,
    q: QueryText,
    item_type: OfType,
    show: Shown,
    limit: Limit = 12,
    threshold: Threshold = 0,
) -> Any:
    """Movies and books whose descriptions are nearest in meaning to the question."""
    found = await visitor.text(
        MATCH_FUNCTIONS[item_type],
        query_embedding=await embedder.embed_query(q),
        match_threshold=threshold,
        match_count=limit,
        embedding_model=embedder.name,
    )
    return show.text(b'{"items":%b}' % found, query=q, method="semantic")


@router.get("/suggest", response_model=Suggestions)
async def search_titles(visitor: AnybodyCached, q: QueryText, item_type: OfType, tell: Told, limit: Limit = 10) -> Any:
    """Your former questions that continue the typed text, titles that do, then items by people of that name."""
    found = await visitor.text(
        "search_titles", typed=q, item_type=item_type, item_limit=limit, history_limit=MOST_FORMER_QUESTIONS
    )
    return tell.text(found)


@router.get("/history", response_model=SearchHistory)
async def get_search_history(me: Me, as_of: AsOf, skip: Skip = 0, limit: Limit = 20) -> Any:
    """What you searched for, each question once, newest first."""
    page = await me.one("get_search_history", search_skip=skip, search_limit=limit, page_end=as_of)
    return paged(page, skip, limit)


@router.delete("/history/{search_id}", response_model=DeletedSearches)
async def delete_search(me: Me, search_id: SearchId) -> Any:
    """Delete a question, with every search for it."""
    return await me.one("delete_searches", search_id=search_id)


@router.delete("/history", response_model=DeletedSearches)
async def delete_all_searches(me: Me) -> Any:
    """Delete everything that you searched for."""
    return await me.one("delete_searches", search_id=None)
