"""What a search decides: what was demanded, what is meant, and what to do without the model."""

import logging
from dataclasses import dataclass
from typing import Any

from api.callers import Visitor
from api.embedding import Embedder
from api.errors import CineLibreError, EmbeddingUnavailable, Unavailable
from api.logs import log_event
from api.search.constraints import Constraints, parse_constraints

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Question:
    """What was typed, and what was demanded beside it by parameters."""

    text: str
    item_type: str | None
    filters: dict[str, Any]
    limit: int
    is_parsed: bool


async def search(visitor: Visitor, embedder: Embedder, question: Question) -> dict[str, Any]:
    """The fused answer. Parameters come before words of constraint; without the model words alone answer."""
    parsed = parse_constraints(question.text) if question.is_parsed else Constraints(rest=question.text)
    demands = parsed.demands()
    arguments = {
        "words": parsed.rest or question.text,
        "item_type": question.item_type or parsed.item_type,
        "filters": {name: value for name, value in demands.items() if name != "item_type"} | question.filters,
        "match_count": question.limit,
    }
    answer, degraded = await _found(visitor, embedder, arguments)
    return {
        **answer,
        "query": question.text,
        "parsed": demands,
        "meaning": parsed.rest,
        "degraded": degraded,
    }


async def _found(visitor: Visitor, embedder: Embedder, arguments: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    try:
        vector = await embedder.embed_query(arguments["words"])
        return await _ask(visitor, arguments, vector, embedder.name), []
    except CineLibreError as error:
        if not _is_about_the_model(error):
            raise
        log_event(log, "search_degraded", logging.WARNING, error=error.slug)
        return await _ask(visitor, arguments, None, None), ["semantic"]


async def _ask(
    visitor: Visitor, arguments: dict[str, Any], vector: list[float] | None, model: str | None
) -> dict[str, Any]:
    answer: dict[str, Any] = await visitor.one(
        "search_items",
        words=arguments["words"],
        item_type=arguments["item_type"],
        filters=arguments["filters"],
        match_count=arguments["match_count"],
        query_embedding=vector,
        embedding_model=model,
    )
    return answer


def _is_about_the_model(error: CineLibreError) -> bool:
    return isinstance(error, EmbeddingUnavailable) or (
        isinstance(error, Unavailable) and error.slug == "embedding_model_mismatch"
    )
