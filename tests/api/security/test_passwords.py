"""Passwords by themselves: what is good enough, how they are kept, and that they wait in turn."""

import asyncio
import subprocess
import sys
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from api.__main__ import _at_home
from api.errors import InvalidInput, Misconfigured, Unavailable
from api.security import passwords as module
from api.security.passwords import COMMON, MAX_LENGTH, MAX_WAITING, Passwords, Verdict
from api.settings import ROOT, Settings, read_settings
from tests.conftest import settings_of


@pytest.fixture
def passwords() -> Iterator[Passwords]:
    """As in production."""
    made = Passwords(settings_of())
    yield made
    made.close()


@pytest.fixture
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment sets nothing of ours."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


def verdict_on(settings: Settings, password: str) -> str:
    """`good`, or the slug of the refusal."""
    made = Passwords(settings)
    try:
        made.require_good(password, "reader@example.com")
    except InvalidInput as refusal:
        return refusal.slug
    finally:
        made.close()
    return "good"


@pytest.mark.parametrize(
    ("password", "verdict"),
    [
        ("", "invalid_input"),
        ("seven77", "invalid_input"),
        ("eight888", "good"),
        ("🎬" * 7, "invalid_input"),
        ("🎬" * 8, "good"),
        ("        ", "good"),
        ("x" * MAX_LENGTH, "good"),
        ("x" * (MAX_LENGTH + 1), "invalid_input"),
        ("12345678", "password_too_common"),
        ("pAsSwOrD", "password_too_common"),
        ("reader@example.com", "password_too_common"),
        ("READER@example.com", "password_too_common"),
        ("reader@example.com1", "good"),
    ],
)
def test_in_production_a_password_has_8_to_128_characters_and_is_not_common(password: str, verdict: str) -> None:
    assert verdict_on(settings_of(), password) == verdict


def test_every_password_of_the_list_is_refused() -> None:
    listed = COMMON.read_text().split()
    made = Passwords(settings_of(password_min_length=6))

    taken = []
    for password in listed:
        try:
            made.require_good(password.upper(), "reader@example.com")
            taken.append(password)
        except InvalidInput:
            pass
    made.close()

    assert len(listed) >= 100
    assert taken == []


@pytest.mark.usefixtures("nothing_set")
@pytest.mark.parametrize(
    ("password", "verdict"),
    [("12345", "invalid_input"), ("123456", "good"), ("password", "good"), ("x" * 129, "invalid_input")],
)
def test_on_a_laptop_six_characters_will_do_however_common(password: str, verdict: str) -> None:
    assert verdict_on(_at_home(read_settings()), password) == verdict


@pytest.mark.usefixtures("nothing_set")
@pytest.mark.parametrize(
    ("name", "value", "password", "verdict"),
    [
        ("PASSWORD_MIN_LENGTH", "12", "elevenchars", "invalid_input"),
        ("PASSWORD_MIN_LENGTH", "8", "seven77", "invalid_input"),
        ("PASSWORD_MIN_LENGTH", "", "six666", "good"),
        ("ALLOW_COMMON_PASSWORDS", "false", "password", "password_too_common"),
        ("ALLOW_COMMON_PASSWORDS", "false", "six666", "good"),
    ],
)
def test_what_is_set_counts_on_a_laptop_too(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, password: str, verdict: str
) -> None:
    monkeypatch.setenv(name, value)

    assert verdict_on(_at_home(read_settings()), password) == verdict


@pytest.mark.usefixtures("nothing_set")
@pytest.mark.parametrize("value", ["5", "129", "many"])
def test_a_least_length_that_is_no_protection_is_refused(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("PASSWORD_MIN_LENGTH", value)

    with pytest.raises(Misconfigured, match="PASSWORD_MIN_LENGTH"):
        read_settings()


async def test_a_hash_is_of_its_password_alone_and_salted(passwords: Passwords) -> None:
    first, second = [await passwords.hash("correct horse battery") for _ in range(2)]

    assert first != second
    assert first.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert await passwords.verify("correct horse battery", first) == Verdict(is_right=True, new_hash=None)
    assert await passwords.verify("correct horse batterz", first) == Verdict(is_right=False, new_hash=None)
    assert await passwords.verify("correct horse battery", None) == Verdict(is_right=False, new_hash=None)


FIRST = """
import asyncio
from api.security.passwords import Passwords
from tests.conftest import settings_of

passwords = Passwords(settings_of())
print(asyncio.run(passwords.{asked}))
passwords.close()
"""


@pytest.mark.parametrize(
    "asked", ['verify("x", None)', 'verify("x", "$argon2id$v=19$m=64,t=1,p=1$c2FsdHNhbHQ$" + "A" * 43)']
)
def test_the_first_thing_a_process_is_asked_is_answered(asked: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FIRST.format(asked=asked)], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert (done.stdout, done.returncode) == ("Verdict(is_right=False, new_hash=None)\n", 0), done.stderr


class Held:
    """A hash scheme that does not answer until it is told to."""

    def __init__(self) -> None:
        self.may_go_on = threading.Event()
        self.threads: set[str] = set()

    def hash(self, password: str) -> str:
        """The password backwards."""
        self.threads.add(threading.current_thread().name)
        self.may_go_on.wait(20)
        return password[::-1]


async def test_of_too_many_who_wait_the_last_is_told_to_come_back(
    passwords: Passwords, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = Held()
    monkeypatch.setattr(module, "_scheme", lambda: held)
    waiting = [asyncio.create_task(passwords.hash(f"password {n}")) for n in range(MAX_WAITING)]
    await asyncio.sleep(0)

    with pytest.raises(Unavailable) as refusal:
        await passwords.hash("one too many")

    assert (refusal.value.slug, refusal.value.retry_after_seconds) == ("busy", 2)
    held.may_go_on.set()
    assert await asyncio.gather(*waiting) == [f"password {n}"[::-1] for n in range(MAX_WAITING)]
    assert await passwords.hash("later") == "retal"
    assert held.threads == {"passwords_0"}


async def test_who_goes_away_while_waiting_frees_the_place(
    passwords: Passwords, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = Held()
    monkeypatch.setattr(module, "_scheme", lambda: held)
    waiting = [asyncio.create_task(passwords.hash("password")) for _ in range(MAX_WAITING)]
    await asyncio.sleep(0)
    for task in waiting:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
    held.may_go_on.set()

    assert await passwords.hash("later") == "retal"


async def test_a_password_shows_nowhere_when_it_is_refused(passwords: Passwords) -> None:
    said: list[Any] = []
    for password in ("hunter2", "sunshine", "x" * 200):
        with pytest.raises(InvalidInput) as refusal:
            passwords.require_good(password, "reader@example.com")
        said.append(password in str(refusal.value))

    assert said == [False, False, False]
