"""Connects to the mail server of SMTP_URL, encrypted: for the service, which mails, and for the doctor, which tests."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import SplitResult, parse_qs, unquote

TIMEOUT_SECONDS = 10


@contextmanager
def mail_server(url: SplitResult) -> Iterator[smtplib.SMTP]:
    """Connect and log in. Raises `OSError` or `SMTPException`.

    The connection is encrypted from the start with smtps://, and by STARTTLS with smtp:// unless it ends in `?tls=off`.
    """
    host = url.hostname or ""
    context = ssl.create_default_context()
    if url.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, url.port or 465, timeout=TIMEOUT_SECONDS, context=context)
    else:
        server = smtplib.SMTP(host, url.port or 587, timeout=TIMEOUT_SECONDS)
    with server:
        if url.scheme == "smtp" and parse_qs(url.query).get("tls") != ["off"]:
            server.starttls(context=context)
        if url.username:
            server.login(unquote(url.username), unquote(url.password or ""))
        yield server
