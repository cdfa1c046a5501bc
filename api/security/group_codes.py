"""Codes by which people join a group, and keys of guests: too many to guess."""

import hashlib
import secrets

from api.security.reset_codes import ALPHABET, GROUP, MISREAD

LENGTH = 8  # 40 bits; tries are limited as logins are


def new_group_code() -> str:
    """Return a new code, such as 7K2M9XQP."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def read_group_code(typed: str) -> str:
    """Return a code as it is stored; case, hyphens, blanks and misread letters do not matter."""
    return "".join(typed.split()).upper().translate(MISREAD)


def show_group_code(code: str) -> str:
    """Return a code as people read it out: 7K2M-9XQP."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def new_guest_key() -> str:
    """Return a new key of a guest: 256 bits."""
    return secrets.token_urlsafe(32)


def hash_guest_key(key: str) -> str:
    """Return the hash that is stored of a guest's key."""
    return hashlib.sha256(key.encode()).hexdigest()
