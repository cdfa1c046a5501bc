"""A thousand connections that are open and do next to nothing, as browsers keep them."""

import asyncio
import random

import psutil

from tests.benchmarks.load import Answers, Connection

N_CONNECTIONS = 1000
N_OPENING = 20
REST_SECONDS = 60  # the server closes a connection that rests for 75


class Crowd:
    """Open connections; each asked for /health/live when it was opened, and does once a minute."""

    def __init__(self, port: int) -> None:
        self.answers = Answers()
        self._port = port
        self._connections = [Connection(port) for _ in range(N_CONNECTIONS)]
        self._keeping: list[asyncio.Task[None]] = []

    async def come(self) -> None:
        """Opens them all, a few at a time, and keeps them open from then on."""
        waiting, dice = iter(self._connections), random.Random(7)

        async def open_some() -> None:
            for connection in waiting:
                await self.answers.ask(connection, "/health/live")
                rest_seconds = dice.uniform(1, REST_SECONDS)  # from now on, however long the others take to come
                self._keeping.append(asyncio.create_task(self._keep(connection, rest_seconds)))

        await asyncio.gather(*(open_some() for _ in range(N_OPENING)))

    async def _keep(self, connection: Connection, rest_seconds: float) -> None:
        while True:
            await asyncio.sleep(rest_seconds)
            try:
                await self.answers.ask(connection, "/health/live")
            except asyncio.CancelledError:  # half an answer is on its way: the next question needs another
                connection.close()
                raise
            rest_seconds = REST_SECONDS

    def n_open(self, tree: list[psutil.Process]) -> int:
        """How many connections of anybody the server has open."""
        return sum(
            one.status == psutil.CONN_ESTABLISHED and bool(one.laddr) and one.laddr.port == self._port
            for process in tree
            for one in process.net_connections("tcp")
        )

    async def ask_at_once(self, requests: list[bytes]) -> Answers:
        """One request on each of the first connections, all at the same moment. None rests after that."""
        for task in self._keeping:
            task.cancel()
        await asyncio.gather(*self._keeping, return_exceptions=True)
        answers = Answers()
        asking = zip(self._connections, requests, strict=False)
        await asyncio.gather(*(answers.ask(connection, request) for connection, request in asking))
        return answers

    def leave(self) -> None:
        """Closes them all."""
        for task in self._keeping:
            task.cancel()
        for connection in self._connections:
            connection.close()
