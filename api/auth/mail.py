"""Mails one-time codes by SMTP in a thread of its own, so that no request waits for a mail server."""

import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from typing import cast
from urllib.parse import SplitResult, unquote, urlsplit

from api.logs import log_event
from api.settings import Settings

log = logging.getLogger(__name__)

PAUSES = (2, 10)  # seconds before the second and the third try
MAX_WAITING = 50


class Mailer:
    """Sends codes through the server of SMTP_URL, one at a time; beyond `MAX_WAITING` it drops and logs them."""

    def __init__(self, settings: Settings) -> None:
        self._url = urlsplit(settings.smtp_url.get_secret_value()) if settings.smtp_url else None
        self._sender = settings.mail_from or _sender_of(self._url)
        self._site = settings.site_name
        self._thread = ThreadPoolExecutor(1, "mail")
        self._waiting = threading.BoundedSemaphore(MAX_WAITING)
        self._closing = threading.Event()

    @property
    def is_configured(self) -> bool:
        """Say whether there is a server to send through."""
        return self._url is not None

    def post(self, email: str, code: str) -> None:
        """Queue a code to be sent. Only the log tells what came of it, without the address."""
        if not self._waiting.acquire(blocking=False):
            log_event(log, "mail_dropped", logging.ERROR, n_waiting=MAX_WAITING)
            return
        sending = self._thread.submit(self._send, self._written(email, code))
        sending.add_done_callback(lambda _: self._waiting.release())

    def close(self) -> None:
        """End the thread; a mail that is being sent is not tried again."""
        self._closing.set()
        self._thread.shutdown(wait=False, cancel_futures=True)

    def _written(self, email: str, code: str) -> EmailMessage:
        mail = EmailMessage()
        mail["Subject"] = f"{self._site}: a code for a new password"
        mail["From"], mail["To"] = self._sender, email
        mail["Date"], mail["Message-ID"] = formatdate(), make_msgid(domain=self._sender.rpartition("@")[2])
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(f"{code}\n\n{self._site}\n")
        return mail

    def _send(self, mail: EmailMessage) -> None:
        from api.smtp import mail_server  # with smtplib, which most instances never need

        for pause in (*PAUSES, None):
            try:
                with mail_server(cast(SplitResult, self._url)) as server:
                    server.send_message(mail)
            except OSError as error:  # SMTPException is one
                if pause is None or self._closing.wait(pause):
                    said = getattr(error, "smtp_code", None)
                    log_event(log, "mail_failed", logging.ERROR, cause=type(error).__name__, smtp_code=said)
                    return
            else:
                log_event(log, "mail_sent")
                return


def _sender_of(url: SplitResult | None) -> str:
    """Return the sender if no setting names one: the login at the server, if that is an address."""
    user = unquote(url.username or "") if url else ""
    return user if "@" in user else f"noreply@{url.hostname if url else 'localhost'}"
