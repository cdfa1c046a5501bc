"""Maps what a database says went wrong to what this service says."""

import re

from api import errors

ErrorKind = type[errors.CineLibreError]

# What our functions raise themselves, as PTnnn with the status of the error.
_RAISED: dict[str, ErrorKind] = {
    f"PT{kind.status}": kind
    for kind in (
        errors.Unauthorized, errors.Forbidden, errors.NotFound, errors.Conflict, errors.Gone, errors.InvalidInput,
        errors.TooManyRequests, errors.Unavailable,
    )
}  # fmt: skip

# By the first characters of a code: SQLSTATEs and their classes, PostgREST's codes, and HTTP statuses.
_MEANINGS: tuple[tuple[ErrorKind, tuple[str, ...]], ...] = (
    (errors.InvalidInput, ("22", "23502", "23514", "54000")),  # bad data, not null, check, a value too long to index
    (errors.NotFound, ("23503",)),  # foreign key: the row that it points to is gone
    (errors.Conflict, ("23505",)),  # unique
    (errors.SchemaOutdated, ("42883", "PGRST202")),  # no function of that name with those parameters
    (errors.Misconfigured, ("42501", "PGRST301", "PGRST302", "401", "403")),  # the key is not the service key
    (errors.Unavailable, ("08", "53", "57P", "PGRST00")),  # connection, resources, shutdown or crash
    (errors.Unavailable, ("0A000", "25006", "40001", "40P01", "57014")),  # standby, read only, lost a race, timeout
    (errors.Unavailable, ("429",)),
)
_REFUSED = "The database refused the key: check SUPABASE_KEY."
_SENTENCES: dict[str, str] = {
    "57014": "The database took too long over this: try again, or ask for less.",
    "25006": "The database accepts no writes right now; a full free project turns read-only.",
    "42501": "The database refused permission: SUPABASE_KEY must be the service key of this project.",
    **dict.fromkeys(("PGRST301", "PGRST302", "401", "403"), _REFUSED),
}


def error_for(code: str | None, message: str | None, detail: str | None = None) -> errors.CineLibreError:
    """Return the error to raise for a SQLSTATE, a PostgREST code or an HTTP status as text.

    Our own functions raise PTnnn with a slug as the message and a sentence as the detail. The database's own texts
    never reach a client, because they can contain values and names of tables.
    """
    code = "401" if code is None else code  # a gateway that refuses a key sends no code
    if code.startswith("PT"):
        return _RAISED.get(code, errors.DatabaseFailed)(detail, slug=message)
    return _kind_of(code)(_SENTENCES.get(code))


def is_shipped_anew(code: str | None, message: str | None) -> bool:
    """Say whether a ship replaced the function during the call: nothing was done, and the call may be repeated."""
    return code == "42883" or (code == "XX000" and "cache lookup failed for function" in (message or ""))


def _kind_of(code: str) -> ErrorKind:
    if re.fullmatch("(5..)?", code):  # a gateway's HTTP status; PostgREST sends no code if it loses the connection
        return errors.Unavailable
    return next((kind for kind, codes in _MEANINGS if code.startswith(codes)), errors.DatabaseFailed)
