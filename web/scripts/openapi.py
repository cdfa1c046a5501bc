"""Write the API's document to web/openapi.json, of which the client's types are made."""

import json
from pathlib import Path

from api.app import create_app

DOCUMENT = Path(__file__).parents[1] / "openapi.json"


def document() -> str:
    """Return the document as it is committed."""
    return json.dumps(create_app().openapi(), indent=1, ensure_ascii=False, sort_keys=True) + "\n"


if __name__ == "__main__":
    DOCUMENT.write_text(document(), encoding="utf-8", newline="\n")
