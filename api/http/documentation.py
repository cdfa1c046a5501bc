"""GET /docs: interactive documentation with all its files, so that it works without the internet."""

from pathlib import Path

from fastapi import Request, Response
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse

from api.errors import NotFound
from api.http.features import feature

VERSION = "5.35.0"  # of Swagger UI; it is part of the addresses, so that browsers may keep the files
FOLDER = Path(__file__).with_name("swagger_ui")
KEPT = "public, max-age=31536000, immutable"
# The page may load files of this service, icons in its style sheet, and this service's answers.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
SCRIPT, STYLE = "text/javascript", "text/css"
FILES = {
    "swagger-ui-bundle.js": ("swagger-ui-bundle.js.gz", SCRIPT),
    "swagger-ui.css": ("swagger-ui.css.gz", STYLE),
    "start.js": ("start.js", SCRIPT),
}
PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>CineLibre: the API</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="docs/{version}/swagger-ui.css">
</head>
<body>
<div id="swagger-ui" data-openapi="{openapi}"></div>
<noscript>This page needs JavaScript; {openapi} says the same.</noscript>
<script src="docs/{version}/swagger-ui-bundle.js"></script>
<script src="docs/{version}/start.js"></script>
</body>
</html>
"""

router = feature(include_in_schema=False)


@router.get("/docs")
async def show_documentation(request: Request) -> Response:
    """Return the page; it loads everything else itself."""
    page = PAGE.format(version=VERSION, openapi=f"{request.scope.get('root_path', '')}/openapi.json")
    return HTMLResponse(page, headers={"Content-Security-Policy": POLICY})


@router.get("/redoc")
async def redirect_to_documentation() -> Response:
    """Redirect to the page from an address where people look for it."""
    return RedirectResponse("docs")


@router.get(f"/docs/{VERSION}/{{name}}")
async def serve_file(name: str) -> Response:
    """Return a file of the page."""
    if name not in FILES:
        raise NotFound("There is no such file of the documentation: see /docs.", slug="not_found")
    file, kind = FILES[name]
    headers = {"Cache-Control": KEPT} | ({"Content-Encoding": "gzip"} if file.endswith(".gz") else {})
    return FileResponse(FOLDER / file, media_type=kind, headers=headers)
