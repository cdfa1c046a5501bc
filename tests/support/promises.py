"""Whether answers have exactly the shape that the document promises, though most are written by the database."""

import gzip
import json
from datetime import datetime
from typing import Any

from fastapi import FastAPI
from pydantic import TypeAdapter, ValidationError
from starlette.types import Message, Receive, Scope, Send

Json = Any

NOT_PROMISED = ("/library/export", "/library/import", "/library/import/choices")  # leave out what is empty


class Promises:
    """An application whose answers are compared with the models of their routes; `broken` names what differs."""

    def __init__(self, app: FastAPI) -> None:
        self._app = app
        self._adapters: dict[int, TypeAdapter[Any]] = {}
        self.broken: list[str] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request and look at the answer."""
        head: Message = {}
        body = bytearray()

        async def look(message: Message) -> None:
            if message["type"] == "http.response.start":
                head.update(message)
            else:
                body.extend(message.get("body", b""))
            await send(message)

        await self._app(scope, receive, look)
        headers = {name.lower(): value for name, value in head.get("headers", [])}
        is_json = headers.get(b"content-type") == b"application/json"
        if head.get("status") == 200 and is_json and body:
            whole = gzip.decompress(body) if headers.get(b"content-encoding") == b"gzip" else bytes(body)
            self._compare(scope, json.loads(whole))

    def _compare(self, scope: Scope, answer: Json) -> None:
        route = scope.get("route")
        model = getattr(route, "response_model", None)
        if model is None or scope["path"].endswith(NOT_PROMISED):
            return
        adapter = self._adapters.setdefault(id(model), TypeAdapter(model))
        where = f"{scope['method']} {scope['path']}"
        try:
            promised = json.loads(adapter.dump_json(adapter.validate_python(answer), by_alias=True))
        except ValidationError as error:
            self.broken.append(f"{where}: {error}")
            return
        self.broken += [f"{where}: {one}" for one in differences(promised, answer, "$")]


def differences(promised: Json, answer: Json, place: str) -> list[str]:
    """Return where two JSON values differ; moments are compared as moments."""
    if isinstance(promised, dict) and isinstance(answer, dict):
        found = [f"{place} lacks {name}" for name in sorted(promised.keys() - answer.keys())]
        found += [f"{place} has {name} besides" for name in sorted(answer.keys() - promised.keys())]
        for name in sorted(promised.keys() & answer.keys()):
            found += differences(promised[name], answer[name], f"{place}.{name}")
        return found
    if isinstance(promised, list) and isinstance(answer, list) and len(promised) == len(answer):
        pairs = enumerate(zip(promised, answer, strict=True))
        return [one for n, (left, right) in pairs for one in differences(left, right, f"{place}[{n}]")]
    is_same = promised == answer and isinstance(promised, bool) == isinstance(answer, bool)
    return [] if is_same or _moment(promised) == _moment(answer) != None else [f"{place}: {answer!r} for {promised!r}"]  # noqa: E711


def _moment(value: Json) -> datetime | None:
    try:
        return datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return None
