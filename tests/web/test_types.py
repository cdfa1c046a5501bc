"""The client is written against the API as it is: its document and its types are no older than the routes."""

import runpy

import pytest

from tests.support.web import WEB, need_npm, npm


def test_the_document_is_the_one_that_the_service_answers() -> None:
    document = runpy.run_path(str(WEB / "scripts" / "openapi.py"))["document"]()

    if (WEB / "openapi.json").read_text(encoding="utf-8") != document:
        pytest.fail("web/openapi.json is older than the routes: run `make web`")


def test_the_types_are_made_of_the_document() -> None:
    need_npm()

    npm("run", "--silent", "types", "--", "--check")
