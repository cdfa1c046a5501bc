"""Who did something since counters were last compared: here, and as other processes say."""

import json
from typing import NamedTuple

MOST_CHANGED = 10_000  # ids; of more, everybody is looked at
IDS_A_MESSAGE = 500  # 10 digits and a comma each: within `MOST_BYTES` of a bus


class Work(NamedTuple):
    """What is to be done next."""

    changed: list[int] | None  # None: everybody
    checks_tokens: bool
    messages: list[bytes]  # to other processes


class Hints:
    """Gathers hints until they are taken. Weak ones wait until they are released."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._changed: set[int] = set()
        self._weak: set[int] = set()
        self._to_tell: set[int] = set()
        self._looks_at_all = False
        self._checks_tokens = False
        self._tells_tokens = False

    def add(self, user_id: int, *, is_weak: bool) -> None:
        """Take note that a reader did something here."""
        if is_weak:
            self._weak.add(user_id)
            return
        self._changed.add(user_id)
        self._to_tell.add(user_id)

    def release_weak(self) -> None:
        """Let what waited count now."""
        self._changed |= self._weak
        self._to_tell |= self._weak
        self._weak.clear()

    def look_at(self, user_id: int) -> None:
        """Compare a reader's counters, without telling other processes."""
        self._changed.add(user_id)

    def look_at_all(self) -> None:
        """Compare all counters."""
        self._looks_at_all = True

    def check_tokens(self) -> None:
        """See which tokens have ended."""
        self._checks_tokens = True

    def end_tokens(self) -> None:
        """See which tokens have ended, here and in other processes."""
        self._checks_tokens = self._tells_tokens = True

    def hear(self, message: bytes) -> bool:
        """Take note of another process's message; return False if it is one's own, or none of ours."""
        try:
            said = json.loads(message)
            if said["by"] == self._name:
                return False
            self._changed.update(user_id for user_id in said["changed"] if type(user_id) is int)
            self._looks_at_all |= said.get("all") is True
            self._checks_tokens |= said.get("tokens") is True
        except (ValueError, KeyError, TypeError, AttributeError):
            return False
        return True

    def take(self) -> Work | None:
        """Return what is to be done, and forget it; None if there is nothing."""
        if not (self._changed or self._looks_at_all or self._checks_tokens or self._to_tell):
            return None
        is_all = self._looks_at_all or len(self._changed) > MOST_CHANGED
        work = Work(None if is_all else sorted(self._changed), self._checks_tokens, self._messages())
        self._changed, self._to_tell = set(), set()
        self._looks_at_all = self._checks_tokens = self._tells_tokens = False
        return work

    def _messages(self) -> list[bytes]:
        ids = sorted(self._to_tell)
        if len(ids) > MOST_CHANGED:
            return [self._message(changed=[], all=True, tokens=self._tells_tokens)]
        starts = range(0, len(ids), IDS_A_MESSAGE)
        messages = [self._message(changed=ids[start : start + IDS_A_MESSAGE]) for start in starts]
        return messages + ([self._message(changed=[], tokens=True)] if self._tells_tokens else [])

    def _message(self, **said: object) -> bytes:
        return json.dumps({"by": self._name, **said}, separators=(",", ":")).encode()
