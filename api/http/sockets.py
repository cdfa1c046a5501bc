"""The protocol of WebSockets: uvicorn's, which counts the connection out at its end."""

from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from api.http.connections import CONNECTION


class Socket(WebSocketsSansIOProtocol):
    """A WebSocket on a connection of `Connection`'s."""

    async def send(self, message: Any) -> None:
        """Send a message; after a refusal, the handshake is over, which uvicorn would log as a mistake."""
        await super().send(message)
        self.handshake_complete |= self.close_sent

    def connection_lost(self, exc: Exception | None) -> None:
        """Count the connection out."""
        self.app_state[CONNECTION].part()
        super().connection_lost(exc)
