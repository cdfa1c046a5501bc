"""The Procfile's command, as these tests start it."""

import sys
from pathlib import Path

from api.settings import ROOT

COMMAND = (ROOT / "Procfile").read_text().removeprefix("web: ").strip()


def on_loopback(command: str = COMMAND) -> str:
    """The same command for a shell, with the programs beside the running Python, and for this machine alone."""
    programs = f'PATH="{Path(sys.executable).parent}:$PATH"'
    return f"export {programs}; {command.replace('0.0.0.0:', '127.0.0.1:')}"
