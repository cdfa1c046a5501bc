"""Dead letters for people's eyes, or as JSON for programs."""

import base64
import json
from datetime import UTC, datetime, timedelta

from rich.console import Console
from rich.table import Table

from api.jobs.consume.dead_letters import Wanted, list_letters
from api.jobs.consume.letters import Letter
from api.settings import Settings

MOST_CHARACTERS = 100  # of a letter's text in the table


async def show_letters(settings: Settings, wanted: Wanted, limit: int, console: Console, *, as_json: bool) -> str:
    """Print letters, the oldest first, and return how many there are; nothing for JSON."""
    shown: list[Letter] = []
    n_letters = 0
    async for letter in list_letters(settings, wanted):
        n_letters += 1
        if len(shown) < limit:
            shown.append(letter)
    shown.sort(key=lambda letter: (letter.refused_at, letter.origin))
    if as_json:
        for letter in shown:
            console.print(_json(letter), markup=False, emoji=False, highlight=False, soft_wrap=True)
        return ""
    if shown:
        console.print(_table(shown, datetime.now(UTC)))
    rest = f", {n_letters - len(shown):,} of them not shown" if n_letters > len(shown) else ""
    return f"{n_letters:,} letter{'' if n_letters == 1 else 's'}{rest}"


def _table(letters: list[Letter], now: datetime) -> Table:
    table = Table("id", "reason", "age", "retries", "text", box=None, pad_edge=False)
    for column in table.columns[:4]:
        column.no_wrap = True
    for letter in letters:
        reason = f"{letter.reason} {letter.ours.get('detail', '')}".strip()
        cells = letter.origin, reason, _age(now - letter.refused_at), letter.ours.get("retries", "0"), _text(letter)
        table.add_row(*(_plain(cell) for cell in cells))
    return table


def _text(letter: Letter) -> str:
    """Return the beginning of a letter as one harmless line."""
    text = (letter.value or b"")[: 4 * MOST_CHARACTERS].decode(errors="replace")
    line = "".join(character if character.isprintable() else " " for character in text)
    return line if len(line) <= MOST_CHARACTERS else f"{line[: MOST_CHARACTERS - 1]}…"


def _plain(cell: str) -> str:
    return "".join(one if one.isprintable() else " " for one in cell).replace("[", r"\[")


def _age(age: timedelta) -> str:
    seconds = max(0, int(age.total_seconds()))
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds // size} {unit}"
    return f"{seconds} s"


def _json(letter: Letter) -> str:
    """Return a letter in full; bytes that are no text are in base64."""
    known = letter.ours
    return json.dumps(
        {
            "id": letter.origin,
            "refused_at": letter.refused_at.isoformat(),
            "key": _written(letter.key),
            "value": _written(letter.value),
            **{name: known[name] for name in ("reason", "detail", "retries", "timestamp", "cut_from") if name in known},
            "headers": {name: _written(value) for name, value in letter.headers if not name.startswith("dlq_")},
        },
        ensure_ascii=True,
    )


def _written(value: bytes | None) -> object:
    if value is None:
        return None
    try:
        return value.decode()
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(value).decode()}
