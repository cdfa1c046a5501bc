"""A front end that signs in with supabase-js and sends the session's token, all of it over real HTTP."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from api.db import Database
from api.settings import ROOT
from tests.api.auth.accounts import SECRET
from tests.support.issuer import AUDIENCE, OtherIssuer
from tests.support.processes import started
from tests.support.readers import rows, write_items
from tests.support.servers import TOOLS, free_port

SCRIPT = TOOLS.parent / "sign_in_with_supabase.mjs"


def node() -> str:
    """Node.js with supabase-js; skips where it is absent, fails where it must be there (`CI=true`)."""
    found = shutil.which("node")
    if not (found and (TOOLS / "@supabase" / "supabase-js").is_dir()) and os.environ.get("CI") != "true":
        pytest.skip("supabase-js is absent: run `make tools`")
    assert found, "node is absent"
    return found


async def test_a_session_of_supabase_js_is_an_account_here(
    db: Database, database_url: str, issuer: OtherIssuer, tmp_path: Path
) -> None:
    program = node()
    await write_items(db)
    named = {
        "AUTH_JWKS_URL": issuer.jwks_url,
        "AUTH_ISSUER": issuer.issuer,
        "AUTH_AUDIENCE": AUDIENCE,
        "PASSWORD_LOGIN": "false",
        "DATABASE_URL": database_url,
        "JWT_SECRET_KEY": SECRET,
    }
    with started([sys.executable, "-m", "api"], tmp_path / "out", free_port(), ROOT, **named) as service:
        service.wait_for()
        command = [program, str(SCRIPT), issuer.url, service.url]
        ran = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)  # noqa: ASYNC221

    assert ran.returncode == 0, ran.stderr
    steps = json.loads(ran.stdout)
    assert {name: step["status"] for name, step in steps.items()} == {
        **dict.fromkeys(("first", "account", "second", "later"), 200),
        "without": 401,
    }
    assert steps["account"]["body"]["id"] == steps["later"]["body"]["id"]
    assert rows(database_url, "select user_id, item_id, rating from cinelibre.ratings") == [
        (steps["account"]["body"]["id"], 1, 4.5)
    ]
