"""Whether the mail server of SMTP_URL accepts our login; no mail is sent."""

import smtplib
import ssl
from urllib.parse import urlsplit

from api.doctor.findings import Finding, ok, problem
from api.settings import Settings
from api.smtp import mail_server


def judge_mail(settings: Settings) -> list[Finding]:
    """Connect as the service would to mail a code: greeting, encryption, login. No finding without SMTP_URL."""
    if settings.smtp_url is None:
        return []
    url = urlsplit(settings.smtp_url.get_secret_value())
    host = f"{url.hostname}:{url.port}" if url.port else str(url.hostname)
    try:
        with mail_server(url) as server:
            server.noop()
    except (OSError, smtplib.SMTPException) as error:
        return [problem("mail", f"SMTP_URL: {host} {_say(error)}, so no code for a new password is mailed.")]
    how = f" and logs {url.username} in" if url.username else ""
    return [ok("mail", f"{host} answers{how}.")]


def _say(error: Exception) -> str:
    """Say what went wrong, and what to do; the password never shows."""
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return f"refuses the login ({error.smtp_code}): check user and password, escaped as in any address"
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return "offers no STARTTLS or no login: use smtps://, or leave out what it does not offer"
    if isinstance(error, ssl.SSLError):
        return f"cannot be reached encrypted ({error.reason}): check its name, its port and smtps:// or smtp://"
    if isinstance(error, OSError) and not isinstance(error, smtplib.SMTPException):
        return f"cannot be reached ({error.strerror or type(error).__name__}): check its name and port"
    return f"broke off ({type(error).__name__}): check its port, and smtps:// or smtp://"
