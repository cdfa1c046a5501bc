"""Writes of one turn of the loop go out together."""

import asyncio
from typing import Any, cast

from api.http.corked import MOST_BYTES, Corked


class Wire:
    """A transport that remembers what was sent, and whether it was closed."""

    def __init__(self) -> None:
        self.sent: list[bytes] = []
        self.ended = ""

    def write(self, data: bytes) -> None:
        """Send."""
        self.sent.append(data)

    def is_closing(self) -> bool:
        """Whether it was closed."""
        return bool(self.ended)

    def close(self) -> None:
        """Close."""
        self.ended = "closed"

    def abort(self) -> None:
        """Close at once."""
        self.ended = "aborted"

    def get_extra_info(self, name: str) -> str:
        """Something else that a transport can."""
        return name


def corked() -> tuple[Corked, Wire]:
    """A corked transport, and the wire behind it."""
    wire = Wire()
    return Corked(cast(Any, wire), asyncio.get_running_loop()), wire


async def test_what_is_written_in_one_turn_is_sent_at_once_and_in_order() -> None:
    transport, wire = corked()
    transport.write(b"head")
    transport.write(b"body")
    assert wire.sent == []

    await asyncio.sleep(0)
    assert wire.sent == [b"headbody"]

    transport.write(b"next")
    await asyncio.sleep(0)
    assert wire.sent == [b"headbody", b"next"]


async def test_a_stream_that_never_pauses_does_not_collect() -> None:
    transport, wire = corked()
    transport.write(b"x" * MOST_BYTES)
    assert wire.sent == []

    transport.write(b"x")
    transport.write(b"y")

    assert [len(one) for one in wire.sent] == [MOST_BYTES + 1]
    await asyncio.sleep(0)
    assert wire.sent[1:] == [b"y"]


async def test_closing_sends_what_waits_and_aborting_does_not() -> None:
    for end, sent in (("close", [b"last"]), ("abort", [])):
        transport, wire = corked()
        transport.write(b"last")
        getattr(transport, end)()
        await asyncio.sleep(0)
        assert (wire.sent, bool(wire.ended)) == (sent, True)


async def test_nothing_is_sent_to_who_is_gone_and_all_else_is_the_transports_own() -> None:
    transport, wire = corked()
    transport.write(b"late")
    wire.ended = "lost"
    await asyncio.sleep(0)

    assert wire.sent == []
    assert transport.get_extra_info("peername") == "peername"
