"""Claims of accounts that are more than readers."""

import itertools

from api.db import Database
from api.security.tokens import Claims

_numbers = itertools.count(1)


async def token_of_a_service(db: Database) -> Claims:
    """The claims of a new service account."""
    email = f"service{next(_numbers)}@example.org"
    return Claims((await db.one("set_role", email=email, initial_hash="none", role="service"))["id"], 1)


async def token_of_an_admin(db: Database) -> Claims:
    """The claims of a new admin."""
    email = f"admin{next(_numbers)}@example.org"
    return Claims((await db.one("set_role", email=email, initial_hash="none", role="admin"))["id"], 1)
