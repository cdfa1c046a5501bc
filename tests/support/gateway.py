"""What stands before PostgREST at Supabase: a gateway that takes /rest/v1 off the path.

`python -m tests.support.gateway LISTEN TARGET`
"""

import asyncio
import sys

PREFIX, REPLACEMENT = b" /rest/v1/", b" /"


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, is_request: bool) -> None:
    try:
        while chunk := await reader.read(1 << 16):
            writer.write(chunk.replace(PREFIX, REPLACEMENT, 1) if is_request else chunk)
            await writer.drain()
    except ConnectionError:
        pass
    finally:
        writer.close()


async def serve(listen: int, target: int) -> None:
    """Passes bytes between `listen` and `target` on the loopback interface until it is cancelled."""

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            upstream_reader, upstream_writer = await asyncio.open_connection("127.0.0.1", target)
        except ConnectionError:
            writer.close()
            return
        await asyncio.gather(
            _pump(reader, upstream_writer, is_request=True),
            _pump(upstream_reader, writer, is_request=False),
        )

    server = await asyncio.start_server(connected, "127.0.0.1", listen)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), int(sys.argv[2])))
