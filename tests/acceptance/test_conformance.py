"""No answer that the OpenAPI document does not describe, and no 500: a bounded run of schemathesis.

The longer one: `python -m tests.benchmarks.conformance`.
"""

import sys
from pathlib import Path

from tests.support.conformance import find_differences
from tests.support.processes import started
from tests.support.servers import Server, free_port


def test_the_service_answers_as_its_document_says(
    servers: dict[int, Server], demo_template: str, tmp_path: Path
) -> None:
    name = servers[18].create_database(demo_template)
    with started(
        [sys.executable, "-m", "api"],
        tmp_path / "out",
        free_port(),
        DATABASE_URL=servers[18].url_of(name),
        JWT_SECRET_KEY="long enough " * 4,
        LOG_LEVEL="WARNING",
    ) as service:
        service.wait_for()
        told = find_differences(service.url, tmp_path, "examples,fuzzing", n_examples=12, seed=1)
    servers[18].drop_database(name)

    assert told == ""
