"""Says in one sentence, with the remedy, why a database cannot be reached: for people who set one up."""

from typing import Any

import httpx
import psycopg

CONNECT_SECONDS = 5
_UNKNOWN_HOST = ("Name or service not known", "nodename nor servname", "No address associated", "name resolution")
# What libpq and servers say, and what to do about it. The first match counts.
_SERVER_SAYS: tuple[tuple[tuple[str, ...], str], ...] = (
    (
        (*_UNKNOWN_HOST, "could not translate host name", "failed to resolve host"),
        "DATABASE_URL names a host that does not exist: check its address. At Supabase take the session pooler's;"
        " a project that sleeps or was deleted has no address either.",
    ),
    (
        ("password authentication failed", "no password supplied", "SASL authentication failed"),
        "DATABASE_URL has the wrong user or password: set the right ones, with special characters as %XX.",
    ),
    (
        ("Tenant or user not found", "tenant/user"),
        "The pooler knows no such project: the user in DATABASE_URL must be postgres.PROJECT, the host that of the"
        " project's region, and the project awake.",
    ),
    (
        ("Network is unreachable", "Cannot assign requested address"),
        "DATABASE_URL's host has no address this machine can reach; Supabase's direct host has IPv6 alone:"
        " take the session pooler's address.",
    ),
    (("does not exist",), "DATABASE_URL names a database or a user that does not exist: check both."),
    (
        ("Connection refused", "No such file or directory"),
        "Nothing listens at DATABASE_URL: start the server, or check host and port.",
    ),
    (
        ("timeout expired", "timed out", "Operation timed out"),
        f"The server at DATABASE_URL did not answer within {CONNECT_SECONDS} seconds: is a firewall in between,"
        " or the project asleep? Wake it in the dashboard.",
    ),
    (
        ("too many clients", "remaining connection slots", "max clients reached", "MaxClients"),
        "The server has no connection left: end idle ones, or lower DATABASE_POOL_SIZE.",
    ),
    (("starting up", "shutting down", "recovery"), "The server is just starting or stopping: try again in a minute."),
    (
        ("no pg_hba.conf entry", "SSL"),
        "The server refuses this machine or this way to connect: allow it in pg_hba.conf, or add ?sslmode=require.",
    ),
    (
        ("invalid dsn", 'missing "="', "invalid URI", "invalid percent", "invalid connection option", "invalid port"),
        "DATABASE_URL cannot be read: it must be like postgresql://USER:PASSWORD@HOST:5432/DATABASE.",
    ),
)
_WRONG_KEY = (
    "SUPABASE_KEY is not this project's service key: copy the secret key (sb_secret_…) or service_role from the"
    " project's settings, API keys."
)
_NOT_ALLOWED = (
    "SUPABASE_KEY may not call our functions: it must be the secret key (sb_secret_… or service_role), not the"
    " publishable or anon one; if it is, run `python -m api.jobs ship`, which grants anew."
)
_ASLEEP = "The Supabase project sleeps (a free one does after 7 quiet days): wake it in the dashboard."
_STATUS_SAYS: dict[int, str] = {
    401: _WRONG_KEY,
    402: "Supabase restricts this project: its organization is over a quota or has a bill to pay; see the dashboard.",
    403: _WRONG_KEY,
    540: _ASLEEP,
}


async def find_database_trouble(url: str) -> str | None:
    """Return what keeps this machine from the server at DATABASE_URL; None if the server answers."""
    try:
        connection = await psycopg.AsyncConnection.connect(url, connect_timeout=CONNECT_SECONDS)
    except psycopg.Error as error:
        return said_by_server(str(error))
    await connection.close()
    return None


async def find_supabase_trouble(url: str, key: str) -> str | None:
    """Return what keeps this machine from the project at SUPABASE_URL; None if it answers, even without our schema."""
    if not key.isascii() or not key.isprintable() or " " in key:
        return "SUPABASE_KEY holds what no key holds (a blank, a line end, an ellipsis): copy it again, whole."
    headers = {"apikey": key, "Authorization": f"Bearer {key}"}
    try:
        async with httpx.AsyncClient(timeout=2 * CONNECT_SECONDS, headers=headers) as http:
            answer = await http.post(f"{url.rstrip('/')}/rest/v1/rpc/get_readiness", json={})
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        return said_by_wire(error)
    return said_by_gateway(answer.status_code, _document(answer))


def _document(answer: httpx.Response) -> Any:
    try:
        return answer.json() if "json" in answer.headers.get("content-type", "") else None
    except ValueError:
        return None


def said_by_server(message: str) -> str:
    """Return the sentence for psycopg's message about a failed connection."""
    for signs, sentence in _SERVER_SAYS:
        if any(sign in message for sign in signs):
            return sentence
    first = (message.splitlines() or ["no reason given"])[0]
    return f"The server at DATABASE_URL refuses the connection ({first}): check the address."


def said_by_wire(error: Exception) -> str:
    """Return the sentence for a request to SUPABASE_URL that got no answer."""
    if isinstance(error, httpx.InvalidURL | httpx.UnsupportedProtocol):
        return "SUPABASE_URL cannot be read: it must be like https://PROJECT.supabase.co."
    if isinstance(error, httpx.TimeoutException):
        return (
            "SUPABASE_URL did not answer in time: the project may be just waking, or a firewall is in between;"
            " look at the dashboard and try again."
        )
    if any(sign in str(error) for sign in _UNKNOWN_HOST):
        return (
            "SUPABASE_URL names a host that does not exist: check it against the dashboard; a project that sleeps"
            " or was deleted has no address either."
        )
    if "CERTIFICATE" in str(error):
        return "SUPABASE_URL's certificate is not believed by this machine: check the address, the clock and proxies."
    return "Nothing answers at SUPABASE_URL: check the address, and whether this machine may reach it."


def said_by_gateway(status: int, document: Any) -> str | None:
    """Return the sentence for a gateway's answer; None if PostgREST answered, even that a function is missing."""
    if isinstance(document, dict) and document.get("code") == "42501":
        return _NOT_ALLOWED
    if status in _STATUS_SAYS:
        return _STATUS_SAYS[status]
    if status >= 500:
        return (
            f"SUPABASE_URL answers {status}: the project is starting, overloaded or down; look at the dashboard"
            " and try again in a minute."
        )
    if document is None:
        return "What answers at SUPABASE_URL is no Supabase project: it must be like https://PROJECT.supabase.co."
    return None
