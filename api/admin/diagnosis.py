"""The doctor's findings, as far as the service can have them. Imported by its first question: few instances get one."""

import asyncio
from datetime import UTC, datetime
from typing import Any

from api.doctor.contents import judge_embedding
from api.doctor.database import judge_database, measure_skew
from api.doctor.findings import Finding, ok
from api.doctor.settings import judge_settings
from api.embedding import Embedder
from api.http.callers import Caller
from api.settings import Settings
from api.ship.sql_tree import read_sql_tree


async def diagnose(me: Caller, settings: Settings, embedder: Embedder) -> dict[str, Any]:
    """Judge as the job `doctor` does, but for what takes long or leaves the process."""
    asked_at = datetime.now(UTC)
    facts = await me.one("get_diagnosis")
    skew = measure_skew(asked_at, datetime.now(UTC), datetime.fromisoformat(facts["now"]))
    tree = await asyncio.to_thread(read_sql_tree)
    found = [
        *judge_settings(settings),
        *judge_database(facts, tree, settings, skew),
        *_judge_model(facts["embedding_model"], embedder.name, await embedder.problem()),
    ]
    return {"findings": [finding._asdict() for finding in found]}


def _judge_model(catalogue_model: str | None, name: str, trouble: str | None) -> list[Finding]:
    if trouble is None and catalogue_model in (None, name):
        return [ok("embedding", f"{name}: its files are whole.")]
    return judge_embedding(catalogue_model, name, trouble)
