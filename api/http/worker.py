"""gunicorn's worker: uvicorn's, with a server that limits its connections and parts from its clients at SIGTERM."""

import sys

from gunicorn.arbiter import Arbiter
from uvicorn_worker import UvicornWorker


class PartingWorker(UvicornWorker):  # type: ignore[misc]
    """uvicorn's worker, with `PartingServer`."""

    async def _serve(self) -> None:
        from api.http.serving import (
            PartingServer,  # 13 MB that gunicorn's first process saves, because it serves nobody
        )

        self.config.app = self.wsgi
        server = PartingServer(self.config)
        self._install_sigquit_handler()
        await server.serve(sockets=self.sockets)
        if not server.started:
            sys.exit(Arbiter.WORKER_BOOT_ERROR)
