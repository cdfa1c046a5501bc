"""A mail server that keeps what it is given, for tests of what is sent."""

import email
import email.policy
import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from typing import cast

from tests.support.waiting import PATIENCE


class Inbox:
    """What a mail server was given, and how often it refuses before it takes anything."""

    def __init__(self, port: int, takes_logins: bool | None, n_refusals: int = 0) -> None:
        self.port = port
        self.takes_logins = takes_logins  # None: offers none
        self.n_refusals = n_refusals
        self.mails: list[EmailMessage] = []

    def wait_for(self, n_mails: int, seconds: float = PATIENCE) -> list[EmailMessage]:
        """The mails, as soon as there are so many; fails where they do not come."""
        deadline = time.monotonic() + seconds
        while len(self.mails) < n_mails and time.monotonic() < deadline:
            time.sleep(0.01)
        assert len(self.mails) == n_mails, self.mails
        return self.mails


class _Session(socketserver.StreamRequestHandler):
    """As much of SMTP as smtplib speaks."""

    inbox: Inbox

    def handle(self) -> None:
        """Takes mails until the client leaves."""
        self._say("220 here")
        while line := self.rfile.readline().decode().strip():
            word = line.partition(" ")[0].upper()
            if word == "DATA":
                self._say("354 go on")
                self._keep()
            elif word == "EHLO" and self.inbox.takes_logins is not None:
                self._say("250-here\r\n250 AUTH PLAIN")
            elif word == "AUTH":
                self._say("235 come in" if self.inbox.takes_logins else "535 no")
            elif word == "MAIL" and self.inbox.n_refusals:
                self.inbox.n_refusals -= 1
                self._say("451 later")
            else:
                self._say("221 bye" if word == "QUIT" else "250 fine")

    def _keep(self) -> None:
        lines = []
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(line)
        self.inbox.mails.append(email.message_from_bytes(b"".join(lines), policy=email.policy.default))
        self._say("250 kept")

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


@contextmanager
def mail_server(takes_logins: bool | None = None) -> Iterator[Inbox]:
    """A server on loopback, for as long as it is needed; whether it takes logins or offers none."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Session) as server:
        server.daemon_threads = True
        inbox = Inbox(server.server_address[1], takes_logins)
        server.RequestHandlerClass = cast(type[_Session], type("Session", (_Session,), {"inbox": inbox}))
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield inbox
        finally:
            server.shutdown()
            thread.join()
