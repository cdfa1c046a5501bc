"""Rankers for the gates: learned from a community, or a file that there is."""

import asyncio
from pathlib import Path

from api.db.postgres import open_postgres
from api.jobs.training.job import read_ratings
from api.jobs.training.learning import FITS, bands_in_use
from api.jobs.training.ranker.examples import examples_of
from api.jobs.training.ranker.onnx_files import write_ranker
from api.jobs.training.weights.traits import read_catalogue


def ranker_file(url: str, named: str, folder: Path) -> str:
    """What `RECOMMENDER` names: a ranker of this kind, learned from the database at `url`, or the file of this name."""
    if named not in FITS:
        return named
    folder.mkdir(exist_ok=True)
    file = folder / f"{named}.onnx"
    asyncio.run(_learn(url, named, file))
    return str(file)


async def _learn(url: str, kind: str, file: Path) -> None:
    """As `train --ranker` learns, from however few ratings: a demo has fewer than it asks for."""
    async with open_postgres(url, 2) as db:
        ratings = await read_ratings(db)
        catalogue = await read_catalogue(db, ratings.item_ids)
        examples = examples_of(ratings, catalogue, await bands_in_use(db))
    write_ranker(FITS[kind](examples), file)
