"""One-time codes for a new password: easy to read out, too many to be guessed, kept as hashes."""

import hashlib
import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: none of I, L, O, U, which are heard or read wrongly
MISREAD = str.maketrans("ILO", "110", "-")
LENGTH, GROUP = 12, 4  # 60 bits: a hash of it cannot be turned back within its half hour


def new_code() -> str:
    """A code such as 7K2M-9XQP-H4TR."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return "-".join(letters[start : start + GROUP] for start in range(0, LENGTH, GROUP))


def hash_code(email: str, code: str) -> str:
    """What is kept of the code of an account; how it is typed does not matter."""
    typed = "".join(code.split()).upper().translate(MISREAD)
    return hashlib.sha256(f"{email}:{typed}".encode()).hexdigest()
