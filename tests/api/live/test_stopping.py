"""A stop ends open connections and says so, before it waits for requests; the Procfile's process takes WebSockets."""

import asyncio
import json
from pathlib import Path

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from tests.acceptance.test_running import gunicorn_line
from tests.support.live import listen
from tests.support.processes import started
from tests.support.servers import free_port

SECRET = "a secret of more than thirty-two bytes"
ON_LOOPBACK = gunicorn_line().replace("0.0.0.0:", "127.0.0.1:")
ACCOUNT = {"email": "a@example.com", "password": "a long password"}


async def test_sigterm_ends_every_connection_and_says_why(database_url: str, tmp_path: Path) -> None:
    port = free_port()
    with started(ON_LOOPBACK, tmp_path / "out", port, DATABASE_URL=database_url, JWT_SECRET_KEY=SECRET) as service:
        await asyncio.to_thread(service.wait_for)
        async with httpx.AsyncClient(base_url=service.url, timeout=60) as client:
            session = (await client.post("/auth/register", json=ACCOUNT)).json()
        token = f"Bearer {session['access_token']}"
        ear = await listen(port, Authorization=token)
        async with connect(f"ws://127.0.0.1:{port}/live", additional_headers={"Authorization": token}) as socket:
            assert json.loads(await socket.recv())["kind"] == "hello"

            service.process.terminate()

            assert [event["event"] for event in await ear.end() if "event" in event] == ["hello", "end"]
            assert json.loads(await socket.recv()) == {"kind": "end", "reason": "stopping"}
            with pytest.raises(ConnectionClosed):
                await socket.recv()
        assert await asyncio.to_thread(service.process.wait, 60) == 0
    assert "error" not in service.printed.lower()
