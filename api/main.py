"""The service: `api.main:app` for gunicorn; `python api/main.py` serves like `python -m api`."""

import gc
import sys
from pathlib import Path

if __name__ == "__main__":  # run as a file: the package is one folder up, and api/http is not Python's http
    sys.path[0] = str(Path(__file__).resolve().parent.parent)
    from api.__main__ import main

    sys.exit(main())

gc.disable()  # what is imported stays: looking through it for garbage takes a tenth of the import

from api.app import create_app  # noqa: E402

app = create_app()
gc.freeze()
gc.enable()
