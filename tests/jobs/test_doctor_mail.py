"""What the doctor says of the mail server: one that answers, and ones that do not."""

import socket
import threading

import pytest
from pydantic import SecretStr

from api.doctor.findings import Finding
from api.jobs.doctor.mail import judge_mail
from tests.conftest import settings_of
from tests.support.mail import mail_server
from tests.support.servers import free_port


def findings(url: str) -> list[Finding]:
    """What is found with this address."""
    return judge_mail(settings_of(smtp_url=SecretStr(url)))


def test_without_a_mail_server_there_is_nothing_to_say() -> None:
    assert judge_mail(settings_of()) == []


def test_a_mail_server_that_answers_is_well_and_gets_no_mail() -> None:
    with mail_server() as inbox:
        found = findings(f"smtp://127.0.0.1:{inbox.port}?tls=off")

    assert found == [("mail", "ok", f"127.0.0.1:{inbox.port} answers.")]
    assert inbox.mails == []


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("smtp://127.0.0.1:{port}", "offers no STARTTLS or no login"),
        ("smtp://ada:s3cret@127.0.0.1:{port}?tls=off", "offers no STARTTLS or no login"),
        ("smtps://ada:s3cret@127.0.0.1:{port}", "cannot be reached encrypted"),
    ],
)
def test_a_mail_server_that_does_not_offer_what_is_set_is_a_problem(address: str, said: str) -> None:
    with mail_server() as inbox:
        [(check, state, sentence)] = findings(address.format(port=inbox.port))

    assert (check, state) == ("mail", "problem")
    assert sentence.startswith(f"SMTP_URL: 127.0.0.1:{inbox.port} {said}")
    assert "s3cret" not in sentence


def test_a_refused_login_is_a_problem_and_the_password_is_not_shown() -> None:
    with mail_server(takes_logins=False) as inbox:
        [(_, state, sentence)] = findings(f"smtp://ada:s3cret@127.0.0.1:{inbox.port}?tls=off")

    assert state == "problem"
    assert sentence.startswith(f"SMTP_URL: 127.0.0.1:{inbox.port} refuses the login (535): check user and password")
    assert "s3cret" not in sentence


def test_a_login_that_is_taken_is_said() -> None:
    with mail_server(takes_logins=True) as inbox:
        found = findings(f"smtp://ada:s3cret@127.0.0.1:{inbox.port}?tls=off")

    assert found == [("mail", "ok", f"127.0.0.1:{inbox.port} answers and logs ada in.")]


def test_a_port_where_nobody_listens_is_a_problem() -> None:
    port = free_port()

    [(_, state, sentence)] = findings(f"smtp://127.0.0.1:{port}?tls=off")

    assert (state, sentence.partition(": check")[0]) == (
        "problem", f"SMTP_URL: 127.0.0.1:{port} cannot be reached (Connection refused)"
    )  # fmt: skip


def test_a_server_that_speaks_no_smtp_is_a_problem() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        server.listen()

        def greet() -> None:
            connection, _ = server.accept()
            connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
            connection.close()

        thread = threading.Thread(target=greet)
        thread.start()
        [(_, state, sentence)] = findings(f"smtp://127.0.0.1:{port}?tls=off")
        thread.join()

    assert state == "problem"
    assert sentence.startswith(f"SMTP_URL: 127.0.0.1:{port} broke off (")
