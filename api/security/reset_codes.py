"""One-time codes for a new password: easy to read out, too many to guess, stored as hashes."""

import hashlib
import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: without I, L, O and U, which people mistake
MISREAD = str.maketrans("ILO", "110", "-")
LENGTH, GROUP = 12, 4  # 60 bits: nobody can find the code of a hash within half an hour


def new_code() -> str:
    """Return a new code, such as 7K2M-9XQP-H4TR."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return "-".join(letters[start : start + GROUP] for start in range(0, LENGTH, GROUP))


def hash_code(email: str, code: str) -> str:
    """Return the hash that is stored for an account's code; case, hyphens and misread letters do not matter."""
    typed = "".join(code.split()).upper().translate(MISREAD)
    return hashlib.sha256(f"{email}:{typed}".encode()).hexdigest()
