"""What the server does as it starts, besides listening."""

import gc

import uvicorn
from starlette.types import Receive, Scope, Send

from api.http.serving import BoundedServer


class App:
    """Is there when the server starts, and is asked nothing."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers nothing."""


def is_collected(thing: object) -> bool:
    """Whether collections of garbage look at a thing."""
    return any(one is thing for one in gc.get_objects())


async def test_collections_of_garbage_pass_over_what_was_there_at_the_start() -> None:
    app = App()
    config = uvicorn.Config(app, port=0, lifespan="off", log_config=None)
    server = BoundedServer(config)
    config.load()
    server.lifespan = config.lifespan_class(config)
    was_collected = is_collected(app)

    await server.startup()
    later = App()

    try:
        assert was_collected
        assert (is_collected(app), is_collected(later)) == (False, True)
    finally:
        gc.unfreeze()
        server.force_exit = True
        await server.shutdown()
