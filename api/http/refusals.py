"""How errors are answered: in one shape, with the right status."""

import logging
from typing import cast

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from api.errors import CineLibreError, InvalidInput
from api.http.addresses import allowing
from api.http.error_responses import error_response
from api.http.middleware import LONGEST_PATH, METHODS
from api.logs import log_event
from api.sentences import tell

log = logging.getLogger(__name__)

SLUGS = {400: "malformed_body", 404: "not_found", 405: "method_not_allowed", 413: "body_too_large"}


async def refuse(request: Request, raised: Exception) -> Response:
    """Answer an error of ours."""
    error = cast(CineLibreError, raised)
    if error.status == 500:
        log.error("request_failed", exc_info=error)
    elif error.status > 500:
        log_event(log, "request_refused", logging.WARNING, error=error.slug, cause=repr(error.__cause__))
    return error_response(error)


async def refuse_http(request: Request, raised: Exception) -> Response:
    """Answer what the framework refuses: an unknown address, a wrong method, a body that it cannot parse."""
    error = cast(HTTPException, raised)
    if error.status_code == 405:
        if request.method == "OPTIONS":
            return Response(status_code=204, headers=allowing(request))
        error = HTTPException(405, headers=allowing(request))
    path, prefix = request.scope["path"][:LONGEST_PATH], request.scope.get("root_path", "")
    remedy = "leave out the slash at its end" if path.endswith("/") else f"see {prefix}/docs"
    sentences = {
        404: f"There is nothing at {path}: {remedy}.",
        405: f"{path} does not take {request.method if request.method in METHODS else 'that method'}.",
    }
    return _told(sentences.get(error.status_code, str(error.detail)), error)


async def refuse_input(request: Request, raised: Exception) -> Response:
    """Answer a wrong value; a body that is not JSON at all is malformed."""
    problems = cast(RequestValidationError, raised).errors()
    for problem in problems:
        if problem["type"] == "json_invalid":
            reason = problem["ctx"]["error"]
            return _malformed(f"The body is no JSON: {reason} at character {problem['loc'][-1]}.")
        if problem["loc"] == ("body",) and isinstance(problem.get("input"), bytes):
            return _malformed("The body must be JSON, sent with `Content-Type: application/json`.")
    return error_response(InvalidInput.of(tell(problems)))


def _malformed(sentence: str) -> Response:
    return _told(sentence, HTTPException(400))


def _told(sentence: str, error: HTTPException) -> Response:
    response = error_response(CineLibreError(sentence, slug=SLUGS.get(error.status_code, "refused")))
    response.status_code = error.status_code
    response.headers.update(error.headers or {})
    return response
