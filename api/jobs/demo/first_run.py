"""The first start on a laptop: the demo, and item models trained on its ratings."""

from rich.console import Console
from rich.progress import Progress

from api.chores.lease import running
from api.db import Database, open_database
from api.jobs.command import embedder_of_jobs
from api.jobs.demo.loading import demo_records, has_former_raters, load_demo
from api.jobs.forecast import telling_on
from api.jobs.training.job import train
from api.settings import Settings


async def prepare_demo(settings: Settings, console: Console) -> bool:
    """Load the demo and train on it, once; return whether there was anything to do.

    If it was killed halfway, the next start completes it. The demo of an earlier release is replaced.
    """
    complete = settings.data_dir / "demo.complete"
    async with open_database(settings) as db:
        if complete.exists() and await _is_as_this_release_leaves_it(db):
            return False
        complete.unlink(missing_ok=True)
        embedder = embedder_of_jobs(settings)
        with Progress(console=console) as progress:
            records = progress.add_task("Loading the demo catalogue", total=len(demo_records()))
            await load_demo(db, embedder, lambda n_items: progress.advance(records, n_items), telling_on(console))
        embedder.close()
        async with running(db, "train") as run:
            run.counts.update(await train(db))
        complete.touch()
    return True


async def _is_as_this_release_leaves_it(db: Database) -> bool:
    """Say whether the demo needs no work, also because somebody deleted the raters or brought their own catalogue."""
    return (await db.one("get_readiness"))["has_items"] and not await has_former_raters(db)
