"""gunicorn's worker: uvicorn's, with a server that bounds its connections and lets its clients go at SIGTERM."""

import sys

from gunicorn.arbiter import Arbiter
from uvicorn_worker import UvicornWorker


class PartingWorker(UvicornWorker):  # type: ignore[misc]
    """As its parent, with `PartingServer`."""

    async def _serve(self) -> None:
        from api.serving import PartingServer  # 13 MB that gunicorn's first process, which serves nobody, never pays

        self.config.app = self.wsgi
        server = PartingServer(self.config)
        self._install_sigquit_handler()
        await server.serve(sockets=self.sockets)
        if not server.started:
            sys.exit(Arbiter.WORKER_BOOT_ERROR)
