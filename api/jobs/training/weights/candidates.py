"""What could be recommended to each reader, with every source's score, as find_candidates finds it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from api.jobs.training.weights.hiding import Reader, Trial
from api.jobs.training.weights.likings import best_of_taste, taste_of
from api.jobs.training.weights.search import Stack
from api.jobs.training.weights.sources import POWERS, Known, average_liked, content_points, points_of
from api.jobs.training.weights.traits import Catalogue, Floats, Positions
from api.ranking.candidates import CANDIDATES, FROM_CONTENT, LEAST_MAXIMA, SOURCES
from api.ranking.taste import Taste, parts_of, squash

AT_ONCE = 100  # readers
MOST_FACTORED = 400  # items that score_by_factors returns

Weights = Mapping[str, float]
Bools = Any


def stack_of(trial: Trial, catalogue: Catalogue, models: dict[str, Any], weights: Weights) -> Stack:
    """Return everybody's candidates. Only sources with a weight find and score them."""
    known = Known.of(trial.known)
    asked = {kind: model for kind, model in models.items() if weights.get(kind, 0) > 0}
    found = []
    for start in range(0, len(trial.readers), AT_ONCE):
        readers = trial.readers[start : start + AT_ONCE]
        points = points_of(readers, known, asked)
        found += [
            _judged(reader, known, catalogue, {source: rows[position] for source, rows in points.items()}, weights)
            for position, reader in enumerate(readers)
        ]
    return Stack.of(found)


def _judged(
    reader: Reader, known: Known, catalogue: Catalogue, points: dict[str, Floats], weights: Weights
) -> tuple[Positions, Floats, set[int]]:
    """Return the candidates, their scores by row (`SOURCES`, then taste and type), and which are wanted."""
    is_seen = np.zeros(len(catalogue.items), bool)
    is_seen[reader.items] = True
    if "factors" in points:
        points = {**points, "factors": _only_best(points["factors"], is_seen)}
    taste = taste_of(reader, catalogue)
    tempered = {source: said / np.maximum(known.raters, 1) ** POWERS[source] for source, said in points.items()}
    positions = np.array(
        sorted(set(_found(reader, known, catalogue, points, tempered, is_seen, taste, weights))), np.intp
    )
    said = {
        **{source: of_all[positions] for source, of_all in tempered.items()},
        "content": content_points(reader, catalogue, positions),
        "popular": known.likes[positions] + catalogue.outside[positions],
    }
    values = [_over_largest(source, said.get(source, np.zeros(len(positions)))) for source in SOURCES]
    values.append(np.array([_squashed(taste, catalogue, position) for position in positions]))
    values.append(np.array([taste.types.get(catalogue.items[position].item_type, 0.0) for position in positions]))
    return positions, np.array(values, np.float32), set(reader.wanted)


def _over_largest(source: str, values: Any) -> Any:
    largest = values.max(initial=0.0)
    return values / max(largest, LEAST_MAXIMA.get(source, 0.0)) if largest > 0 else np.zeros(len(values))


def _squashed(taste: Taste, catalogue: Catalogue, position: int) -> float:
    item = catalogue.items[position]
    return squash(sum(parts_of(taste, item.genres, item.language, item.year, item.people).values()))


def _found(
    reader: Reader, known: Known, catalogue: Catalogue, points: dict[str, Floats], tempered: dict[str, Any],
    is_seen: Bools, taste: Taste, weights: Weights,
) -> Iterator[int]:  # fmt: skip
    n_found = 0
    for source, said in points.items():
        if weights.get(source, 0) > 0:
            deep = _largest(np.where(is_seen, 0, said), 3 * CANDIDATES)
            n_found += len(deep)
            yield from deep[np.lexsort((deep, -tempered[source][deep]))][:CANDIDATES].tolist()
    if weights.get("content", 0) > 0:
        mean = average_liked(reader, catalogue)
        nearness = catalogue.vectors @ mean if mean.any() else np.zeros(len(is_seen))
        for item_type in ("movie", "book"):
            of_type = (catalogue.types == item_type) & ~is_seen & catalogue.vectors.any(axis=1)
            yield from _best(nearness, np.flatnonzero(of_type), FROM_CONTENT) if mean.any() else ()
    if weights.get("popular", 0) > 0 or n_found < CANDIDATES:
        yield from _best(known.likes, np.flatnonzero((known.likes > 0) & ~is_seen), CANDIDATES)
        for item_type in ("movie", "book"):
            of_type = np.flatnonzero((catalogue.types == item_type) & ~is_seen)
            yield from _best(catalogue.prominence, of_type, CANDIDATES)
    if weights.get("taste", 0) > 0:
        fame = catalogue.prominence + np.log1p(known.likes)
        yield from best_of_taste(taste, catalogue, fame, is_seen, CANDIDATES)


def _only_best(said: Floats, is_seen: Bools) -> Floats:
    """Return what factors say of the unknown items that score_by_factors returns, and 0 for all others."""
    kept = _largest(np.where(is_seen, 0, said), MOST_FACTORED)
    cut = np.zeros_like(said)
    cut[kept] = said[kept]
    return cut


def _largest(values: Any, n: int) -> Positions:
    """Return the positions of the n largest values above 0, ties by position."""
    return np.array(_best(values, np.flatnonzero(values > 0), n), np.intp)


def _best(values: Any, among: Positions, n: int) -> Sequence[int]:
    best: list[int] = among[np.lexsort((among, -values[among]))][:n].tolist()
    return best
