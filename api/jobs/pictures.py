"""pictures: regenerate sql/schema.sql and sql/database_schema.sql from sql/."""

import os
import tempfile
from pathlib import Path

from api.settings import ROOT
from api.ship.embedded import embedded_postgres
from api.ship.picture import draw_tables, prepare_scratch
from api.ship.shipping import paste, ship
from api.ship.sql_tree import read_sql_tree


def write_pictures(folder: Path = ROOT / "sql") -> list[Path]:
    """Ship `folder` to a scratch database and draw it. The files are committed; a test keeps them fresh."""
    tree = read_sql_tree(folder)
    with tempfile.TemporaryDirectory() as scratch:
        os.chmod(scratch, 0o755)  # noqa: S103  as root, PostgreSQL runs as another user
        with embedded_postgres(Path(scratch)) as url:
            prepare_scratch(url)
            ship(url, tree)
            tables = draw_tables(url)
    written = {folder / "schema.sql": tables, folder / "database_schema.sql": paste(tree)}
    for path, text in written.items():
        path.write_text(text, encoding="utf-8", newline="\n")
    return list(written)
