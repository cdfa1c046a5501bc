"""What docs/streams.md shows of events that leave is true: the example of an event, and the consumer."""

import json
import re
from pathlib import Path
from typing import Any

import jsonschema_rs

from api.db import Database
from api.settings import ROOT
from tests.jobs.stream.relaying import relay_once, running_code, settings_for
from tests.support.readers import DUNE, a_caller, record, write_items
from tests.support.waiting import until

DOCS = ROOT / "docs"
TEXT = (DOCS / "streams.md").read_text()


def validator(kind: str) -> Any:
    """What checks events of this type, formats too."""
    schema = json.loads((DOCS / "streams" / f"{kind}.v1.json").read_text())
    return jsonschema_rs.validator_for(schema, validate_formats=True)


def test_the_event_in_the_docs_is_one() -> None:
    found = re.search(r'```json\n(\{\n  "event_id": "d16b.*?)```', TEXT, re.DOTALL)
    assert found is not None
    event = json.loads(found[1])

    validator("interaction").validate(event)
    assert not validator("interaction").is_valid(event | {"version": 2})
    assert not validator("interaction").is_valid(event | {"data": event["data"] | {"rating": 4.2}})


async def test_the_consumer_in_the_docs_reads_what_readers_do(
    db: Database, kafka_bootstrap: str, tmp_path: Path
) -> None:
    found = re.search(r"test_docs.py runs this -->\n```python\n(.*?)```", TEXT, re.DOTALL)
    assert found is not None
    settings = settings_for(kafka_bootstrap)
    await write_items(db)
    await db.one("switch_outbox", is_on=True)
    me = await a_caller(db)
    await record(me, {"interaction_type": "rate", "item_id": DUNE, "rating": 4.5})
    await relay_once(db, settings)
    output = tmp_path / "printed"

    with running_code(found[1], output, kafka_bootstrap, settings.kafka_topic_interactions) as consumer:
        await until(lambda: bool(output.read_text()) or consumer.poll() is not None)

    assert output.read_text() == f"{me.user_id} rate 4.5\n"
