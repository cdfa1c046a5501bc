"""The one shape of every error."""

from typing import Any

from starlette.responses import JSONResponse

from api.errors import CineLibreError, InvalidInput
from api.logs import request_id


def error_response(error: CineLibreError) -> JSONResponse:
    """Return an error in the one shape of every error, with Retry-After if waiting helps."""
    headers = {} if error.retry_after_seconds is None else {"Retry-After": str(error.retry_after_seconds)}
    if error.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    body: dict[str, Any] = {"error": error.slug, "detail": error.detail, "request_id": request_id.get()}
    if isinstance(error, InvalidInput):
        body["fields"] = [fault._asdict() for fault in error.faults]
    return JSONResponse(body, status_code=error.status, headers=headers)
