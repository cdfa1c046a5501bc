"""`python -m tests.support.spark_reading FOLDER`: what Spark makes of each file in it, as JSON."""

import json
import sys
from pathlib import Path

from api.errors import InvalidInput
from api.jobs.training.spark.ratings import count_ratings, read_export
from api.jobs.training.spark.session import spark_session


def told(session: object, uri: str) -> str:
    """How many ratings were counted, or the sentence that refuses."""
    try:
        return str(count_ratings(read_export(session, uri)).n_ratings)
    except InvalidInput as error:
        return error.detail


if __name__ == "__main__":
    with spark_session("local[2]") as opened:
        found = {path.name: told(opened, path.as_uri()) for path in sorted(Path(sys.argv[1]).iterdir())}
        found["nowhere"] = told(opened, "nowhere://bucket/ratings.parquet")
    print(json.dumps(found))
