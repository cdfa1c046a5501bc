"""What a search decides: what was demanded, what is meant, and what to do without the model."""

import logging
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from api.embedding import Embedder
from api.errors import CineLibreError, EmbeddingUnavailable, Unavailable
from api.http.callers import Visitor
from api.logs import log_event
from api.metrics import count_degraded
from api.search.ignoring import leave_out
from api.sizes import MOST_LISTED

if TYPE_CHECKING:
    from api.search.readings import Reading

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Question:
    """What was typed, and what parameters demand beside it."""

    text: str
    item_type: str | None
    filters: dict[str, Any]
    skip: int
    limit: int
    is_parsed: bool
    ignored: list[str]


async def search(visitor: Visitor, embedder: Embedder, question: Question) -> dict[str, Any]:
    """Return the fused answer. Parameters overrule words of constraint; without the model only words count."""
    readings = _readings_of(question)
    answer, degraded = await _found(visitor, embedder, question, readings)
    reading = readings[answer.pop("reading") or 0]
    chosen = reading.constraints
    like, idle = answer.pop("like"), answer.pop("idle_exclusions")
    demands = chosen.demands() | {"exclude_words": [words for words in chosen.exclude_words if words not in idle]}
    return {
        **answer,
        "skip": question.skip,
        "limit": question.limit,
        "query": question.text,
        "parsed": demands | ({"like": like} if like else {}),
        "meaning": chosen.rest,
        "corrected": answer["corrected"] or reading.corrected,
        "not_understood": [*chosen.not_understood, *(f"not {words}" for words in idle)],
        "degraded": degraded,
    }


def _readings_of(question: Question) -> list["Reading"]:
    # imported at the first search, because their patterns take a while to compile
    from api.search.constraints import Constraints
    from api.search.readings import Reading, read_question

    if question.is_parsed:
        return leave_out(read_question(question.text, datetime.now(UTC).year), question.ignored, question.text)
    return [Reading(Constraints(rest=question.text))]


async def _found(
    visitor: Visitor, embedder: Embedder, question: Question, readings: list["Reading"]
) -> tuple[dict[str, Any], list[str]]:
    last = readings[-1]
    try:
        vector = await embedder.embed_query(last.words) if last.is_embedded else None
        return await _ask(visitor, question, readings, vector, embedder.name), []
    except CineLibreError as error:
        if not _is_about_the_model(error):
            raise
        log_event(log, "search_degraded", logging.WARNING, error=error.slug)
        count_degraded(["semantic"])
        return await _ask(visitor, question, readings, None, None), ["semantic"]


async def _ask(
    visitor: Visitor, question: Question, readings: list["Reading"], vector: list[float] | None, model: str | None
) -> dict[str, Any]:
    answer: dict[str, Any] = await visitor.one(
        "search_items",
        words=readings[-1].words,
        item_type=question.item_type,
        match_count=question.limit,
        item_skip=question.skip,
        list_limit=MOST_LISTED,
        query_embedding=vector,
        embedding_model=model,
        readings=[reading.arguments(question.filters) for reading in readings],
    )
    return answer


def _is_about_the_model(error: CineLibreError) -> bool:
    return isinstance(error, EmbeddingUnavailable) or (
        isinstance(error, Unavailable) and error.slug == "embedding_model_mismatch"
    )
