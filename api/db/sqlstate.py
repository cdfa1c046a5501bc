"""Maps what a database says went wrong to what this service says."""

from api import errors

_BY_CODE: dict[str, type[errors.CineLibreError]] = {
    "PT401": errors.Unauthorized,
    "PT403": errors.Forbidden,
    "PT404": errors.NotFound,
    "PT409": errors.Conflict,
    "PT410": errors.Gone,
    "PT422": errors.InvalidInput,
    "PT429": errors.TooManyRequests,
    "PT503": errors.Unavailable,
    "0A000": errors.Unavailable,  # a write on a standby
    "23502": errors.InvalidInput,  # not null
    "23503": errors.NotFound,  # foreign key: the row that it points to is gone
    "23505": errors.Conflict,  # unique
    "23514": errors.InvalidInput,  # check
    "25006": errors.Unavailable,  # read only: a project over its size, or a standby
    "40001": errors.Unavailable,  # serialization failure
    "40P01": errors.Unavailable,  # deadlock
    "42501": errors.Misconfigured,  # permission denied: the key is not the service key
    "42883": errors.SchemaOutdated,  # undefined function
    "54000": errors.InvalidInput,  # a limit of the database: a value too long for its index
    "57014": errors.Unavailable,  # statement timeout
    "PGRST202": errors.SchemaOutdated,  # no function of that name with those parameters
    "PGRST301": errors.Misconfigured,  # the key is not a token of this project
    "PGRST302": errors.Misconfigured,
    "401": errors.Misconfigured,
    "403": errors.Misconfigured,
    "429": errors.Unavailable,
    "": errors.Unavailable,  # PostgREST lost the connection during a call: a 400 with an empty code and message
}

# By the first characters: SQLSTATE classes and PostgREST's connection errors.
_BY_CLASS: dict[str, type[errors.CineLibreError]] = {
    "08": errors.Unavailable,  # connection
    "22": errors.InvalidInput,  # data exception
    "53": errors.Unavailable,  # insufficient resources
    "57P": errors.Unavailable,  # operator intervention: shutdown, crash, starting up
    "PGRST00": errors.Unavailable,
}

_SENTENCES: dict[str, str] = {
    "57014": "The database took too long over this: try again, or ask for less.",
    "25006": "The database accepts no writes right now; a full free project turns read-only.",
    "42501": "The database refused permission: SUPABASE_KEY must be the service key of this project.",
    "PGRST301": "The database refused the key: check SUPABASE_KEY.",
    "PGRST302": "The database refused the key: check SUPABASE_KEY.",
    "401": "The database refused the key: check SUPABASE_KEY.",
    "403": "The database refused the key: check SUPABASE_KEY.",
}


def error_for(code: str | None, message: str | None, detail: str | None = None) -> errors.CineLibreError:
    """Return the error to raise for a SQLSTATE, a PostgREST code or an HTTP status as text.

    Our own functions raise PTnnn with a slug as the message and a sentence as the detail. The database's own texts
    never reach a client, because they can contain values and names of tables.
    """
    code = "401" if code is None else code  # a gateway that refuses a key sends no code
    kind = _BY_CODE.get(code) or _kind_by_class(code)
    if code.startswith("PT"):
        return kind(detail, slug=message)
    return kind(_SENTENCES.get(code))


def is_shipped_anew(code: str | None, message: str | None) -> bool:
    """Say whether a ship replaced the function during the call: nothing was done, and the call may be repeated."""
    return code == "42883" or (code == "XX000" and "cache lookup failed for function" in (message or ""))


def _kind_by_class(code: str) -> type[errors.CineLibreError]:
    if len(code) == 3 and code.startswith("5"):  # an HTTP status: a gateway in front of the database
        return errors.Unavailable
    return next((kind for start, kind in _BY_CLASS.items() if code.startswith(start)), errors.DatabaseFailed)
