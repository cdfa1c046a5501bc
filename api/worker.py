"""gunicorn's worker: uvicorn's, which at SIGTERM lets its clients go before it closes their connections."""

import asyncio
import socket
import sys

from gunicorn.arbiter import Arbiter
from uvicorn.server import Server
from uvicorn_worker import UvicornWorker

PARTING_SECONDS = 1.0


class PartingServer(Server):
    """Says `Connection: close` with every answer for a moment, then stops.

    uvicorn closes every connection that rests at once, and with it the requests that were sent and not yet read: at
    a tenth of a core those of all busy clients. A proxy makes 502s of them.
    """

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Parts from the clients, then closes and waits for what is under way."""
        self.server_state.default_headers.append((b"connection", b"close"))
        await asyncio.sleep(PARTING_SECONDS)
        await super().shutdown(sockets)


class PartingWorker(UvicornWorker):  # type: ignore[misc]
    """As its parent, with a server that parts."""

    async def _serve(self) -> None:
        self.config.app = self.wsgi
        server = PartingServer(self.config)
        self._install_sigquit_handler()
        await server.serve(sockets=self.sockets)
        if not server.started:
            sys.exit(Arbiter.WORKER_BOOT_ERROR)
