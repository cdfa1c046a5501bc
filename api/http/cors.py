"""Which browsers may call: those on the origins that a setting names."""

from starlette.datastructures import Headers
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import Response
from starlette.types import ASGIApp

from api.errors import Forbidden
from api.http.error_responses import error_response
from api.sentences import plain

HEADERS = (
    "Authorization",
    "Content-Type",
    "X-Guest-Key",
    "X-Incognito",
    "X-Request-ID",
)  # that a page may send, beside those it always may


class Cors(CORSMiddleware):
    """Starlette's, with refusals that say what to do."""

    def __init__(self, app: ASGIApp, origins: list[str]) -> None:
        super().__init__(
            app,
            allow_origins=origins,
            allow_methods=["GET", "POST", "PUT", "PATCH", "DELETE"],
            allow_headers=HEADERS,
            expose_headers=["X-Request-ID", "Retry-After"],
            allow_credentials="*" not in origins,
        )

    def preflight_response(self, request_headers: Headers) -> Response:
        """Answer a browser that asks whether it may call; a refusal names the setting, or the headers it may send."""
        asked = super().preflight_response(request_headers)
        if asked.status_code == 200:
            return asked
        origin = request_headers["origin"]
        sentence = f"Pages may send only these headers: {', '.join(HEADERS)}; and use GET, POST, PUT, PATCH and DELETE."
        if not self.is_allowed_origin(origin):
            sentence = f"Pages of {plain(origin)} may not call: the operator can name this origin in CORS_ORIGINS."
        refusal = error_response(Forbidden(sentence, slug="preflight_refused"))
        kept = {name: value for name, value in asked.headers.items() if not name.startswith("content-")}
        refusal.headers.update(kept)
        return refusal
