"""Says in one sentence for each field what is wrong with a request."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

MOST_NAMED = 10  # fields; a request may have thousands of wrong ones
MOST_SHOWN = 40  # characters of a wrong value

# By pydantic's name of the fault: what the value must be. It also says what was refused.
MUST: Mapping[str, str] = {
    "missing": "This is needed",
    "json_type": "It must be JSON",
    "int_type": "It must be a whole number",
    "int_parsing": "It must be a whole number",
    "int_parsing_size": "It must be a smaller number",
    "int_from_float": "It must be a whole number",
    "float_type": "It must be a number",
    "float_parsing": "It must be a number",
    "finite_number": "It must be a number that is not infinite",
    "greater_than_equal": "It must be {ge} or more",
    "less_than_equal": "It must be {le} or less",
    "multiple_of": "It must be a multiple of {multiple_of}",
    "bool_type": "It must be true or false",
    "bool_parsing": "It must be true or false",
    "string_type": "It must be text",
    "string_unicode": "It must be text without halves of surrogate pairs",
    "string_too_short": "It must have {min_length} characters or more",
    "string_too_long": "It must have {max_length} characters or fewer",
    "string_pattern_mismatch": "It must be of the form {pattern}",
    "list_type": "It must be a list",
    "too_short": "It must have {min_length} entries or more",
    "too_long": "It must have {max_length} entries or fewer",
    "dict_type": "It must be a JSON object",
    "model_type": "It must be a JSON object",
    "model_attributes_type": "It must be a JSON object",
    "enum": "It must be {expected}",
    "literal_error": "It must be {expected}",
    "uuid_type": "It must be an id such as 0b6e0f3c-6f0e-4d0f-9a3e-5a4d3c2b1a09",
    "uuid_parsing": "It must be an id such as 0b6e0f3c-6f0e-4d0f-9a3e-5a4d3c2b1a09",
    "datetime_type": "It must be a time such as 2026-05-15T20:30:00+05:30",
    "datetime_parsing": "It must be a time such as 2026-05-15T20:30:00+05:30",
    "datetime_from_date_parsing": "It must be a time such as 2026-05-15T20:30:00+05:30",
    "datetime_object_invalid": "It must be a time such as 2026-05-15T20:30:00+05:30",
    "timezone_aware": "It must be a time with its zone, such as 2026-05-15T20:30:00+05:30",
}
ADDRESSES = {"An email address must have an @-sign.": "An e-mail address needs an @."}


class Fault(NamedTuple):
    """A field and a sentence about it."""

    field: str
    message: str


def name_unknown(names: Iterable[Any], known: Iterable[str], kind: str) -> list[Fault]:
    """Return a fault for each unknown name, with the known names; `kind` says what they name."""
    taken = sorted(known)
    remedy = f"known are {', '.join(taken)}" if taken else "none is"
    message = f"There is no such {kind} here; {remedy}."
    return [Fault(plain(name), message) for name in list(names)[:MOST_NAMED]]


def tell(problems: Iterable[Mapping[str, Any]], *, from_body: bool = False) -> list[Fault]:
    """Return a fault for each of pydantic's problems.

    FastAPI's paths begin with the part of the request; those of `from_body` do not.
    """
    return [_tell_one(problem, from_body=from_body) for problem in list(problems)[:MOST_NAMED]]


def join(faults: Iterable[Fault]) -> str:
    """Return all faults as one text."""
    return " ".join(f"{field}: {message}" for field, message in faults)


def plain(name: Any) -> str:
    """Return a name in a form that an answer can show, whatever was sent."""
    return str(name).encode(errors="replace").decode()[:MOST_SHOWN]


def _tell_one(problem: Mapping[str, Any], *, from_body: bool) -> Fault:
    part, *rest = ("body", *problem["loc"]) if from_body else problem["loc"] or ("body",)
    shown = "" if part == "body" or problem["type"] == "missing" else _shown(problem.get("input"))
    return Fault(".".join(map(plain, rest)) or "body", _message(problem, shown))


def _message(problem: Mapping[str, Any], shown: str) -> str:
    context = problem.get("ctx", {})
    if "reason" in context:  # pydantic's e-mail check gives one
        reason = str(context["reason"])
        return ADDRESSES.get(reason, reason.replace("email", "e-mail"))
    if context.get("min_length") == 1 and problem["type"] != "too_long":
        return "It must not be empty."
    kind = f"string_{problem['type']}"  # text that is looked at before its length is measured only says too_long
    known = MUST.get(kind if kind in MUST and isinstance(problem.get("input"), str) else problem["type"])
    if known is not None:
        return f"{known.format(**context)}{shown}."
    return str(problem["msg"]).removeprefix("Value error, ")


def _shown(given: Any) -> str:
    """Return the value of a wrong parameter, which an address shows anyway; a field of a body may be a password."""
    text = str(given)
    return f", not {text!r}" if len(text) <= MOST_SHOWN else ""
