"""The case of a clock that is ahead: the tokens of an instance that is two seconds ahead open at once."""

import re
from datetime import UTC, datetime, timedelta

import httpx
import jwt
import pytest

from tests.api.auth.accounts import SECRET, Account, log_in, me
from tests.api.library.test_cases import CASES

pytestmark = pytest.mark.skipif(not CASES.exists(), reason=f"needs the cases in {CASES}")


async def test_a_token_issued_two_seconds_ahead_opens_the_account(here: httpx.AsyncClient, ada: Account) -> None:
    told = (CASES / "clock-ahead" / "steps.txt").read_text()
    [seconds] = re.findall(r"iat = now \+ (\d+) s", told)
    claims = jwt.decode((await log_in(here, ada.email)).json()["access_token"], SECRET, ["HS256"])
    ahead = datetime.now(UTC) + timedelta(seconds=int(seconds))

    assert await me(here, jwt.encode({**claims, "iat": ahead}, SECRET, "HS256")) == (200, None)
