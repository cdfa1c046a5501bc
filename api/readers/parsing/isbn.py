"""ISBNs, always as thirteen digits."""

import re

_ISBN10 = re.compile(r"[0-9]{9}[0-9Xx]")
_ISBN13 = re.compile(r"97[89][0-9]{10}")
_SCIENTIFIC = re.compile(r"9\.[0-9]{12}[eE]\+?12")  # fewer digits would mean that some are lost
_SHORTENED = re.compile(r"[0-9Xx]{7,9}")


def thirteen_digits(text: str) -> str | None:
    """Return the 13 digits of an ISBN of 10 or 13, without blanks and hyphens; None if a digit is wrong or missing.

    The check digits follow ISO 2108: weights 10 to 1 modulo 11, or weights 1 and 3 in turn modulo 10.
    """
    digits = re.sub(r"[\s-]", "", text)
    if _ISBN10.fullmatch(digits):
        values = [10 if digit in "Xx" else int(digit) for digit in digits]
        is_isbn = sum(weight * value for weight, value in zip(range(10, 0, -1), values, strict=True)) % 11 == 0
        return with_check_digit(f"978{digits[:9]}") if is_isbn else None
    is_isbn = bool(_ISBN13.fullmatch(digits)) and digits == with_check_digit(digits[:12])
    return digits if is_isbn else None


def with_check_digit(twelve: str) -> str:
    """Return twelve digits with their check digit."""
    checksum = sum(int(digit) * (3 if position % 2 else 1) for position, digit in enumerate(twelve))
    return f"{twelve}{-checksum % 10}"


def restored_digits(text: str) -> str | None:
    """Return the 13 digits of an ISBN that a spreadsheet took for a number; None if a digit is wrong or lost.

    441172717 lost a leading zero, and 080442957 (as calibre writes it) a final X. 9780441172719.0 and
    9.780441172719E+12 lost nothing. Only a number that the check digit confirms counts.
    """
    whole = text.partition(".")[0] if re.fullmatch(r"[0-9Xx]+\.0*", text) else text
    if _SCIENTIFIC.fullmatch(whole):
        whole = whole[0] + whole[2:14]
    if not _SHORTENED.fullmatch(whole):
        return thirteen_digits(whole)
    return thirteen_digits(whole.zfill(10)) or (thirteen_digits(f"{whole}X") if len(whole) == 9 else None)
