"""`python api/sync_engine.py`: the sync, for people who run files instead of modules."""

import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).resolve().parent.parent)
    from api.jobs.__main__ import main

    sys.exit(main(["sync", *sys.argv[1:]]))
