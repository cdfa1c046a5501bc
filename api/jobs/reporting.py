"""What a long job shows people: a bar on a terminal, the first bad rows, and counts at the end."""

import resource
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.text import Text

from api.chores.lease import Run
from api.errors import InvalidInput
from api.jobs.forecast import forecast_sentence
from api.readers.parsing.csv_files import BadRow

N_SHOWN = 20  # rows of each kind; further ones are only counted

Good = TypeVar("Good")


class Report:
    """Reports progress on standard error, with a bar if that is a terminal.

    If it has a run, the run counts the used rows and records the first bad ones.
    """

    def __init__(self, console: Console | None = None, run: Run | None = None) -> None:
        self._console = console or Console(stderr=True)
        self._run = run or Run(0)
        self._told: Counter[str] = Counter()
        self.n_rows = 0  # rows of the present file so far

    def sift(self, rows: Iterable[Good | BadRow]) -> Iterator[Good]:
        """Yield the usable rows; report and count the others."""
        for row in rows:
            self.n_rows += 1
            if isinstance(row, BadRow):
                self.bad(str(row))
            else:
                yield row

    def used(self, n_rows: int) -> None:
        """Count rows that were used."""
        self._run.counts["n_used"] += n_rows

    def bad(self, sentence: str) -> None:
        """Report a row that could not be used: `file:line: reason`."""
        self._run.failed(sentence)
        self._tell("bad rows", sentence)

    def note(self, sentence: str) -> None:
        """Report a row that was used, though not as it stands."""
        self._tell("notes", f"{sentence} (note)")

    def forecast(self, n_texts: int, seconds: float) -> None:
        """Report how long embedding will take."""
        self._print(forecast_sentence(n_texts, seconds))

    @contextmanager
    def bar(self, label: str, n_lines: int) -> Iterator[Callable[[], None]]:
        """Show a bar; calling the yielded function moves it to the number of rows so far."""
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), _Rate(), TimeRemainingColumn())
        with Progress(*columns, console=self._console, disable=not self._console.is_terminal) as progress:
            task = progress.add_task(label, total=n_lines)
            self.n_rows = 0
            yield lambda: progress.update(task, completed=self.n_rows)
            progress.update(task, total=self.n_rows, completed=self.n_rows)

    def ending(self) -> str:
        """Return counts for the job's last line. Raises `InvalidInput` if there were rows and none was usable."""
        for kind, n_told in self._told.items():
            if n_told > N_SHOWN:
                self._print(f"… and {n_told - N_SHOWN:,} more {kind}")
        n_bad, n_notes = self._told["bad rows"], self._told["notes"]
        if n_bad and not self._run.counts["n_used"]:
            raise InvalidInput(f"Not one row could be used; bad rows: {n_bad:,}.")
        return f"bad rows: {n_bad:,}, notes: {n_notes:,}; memory: {_peak_megabytes():,.0f} MB at most"

    def _tell(self, kind: str, sentence: str) -> None:
        self._told[kind] += 1
        if self._told[kind] <= N_SHOWN:
            self._print(sentence)

    def _print(self, sentence: str) -> None:
        self._console.print(sentence, markup=False, emoji=False, highlight=False, soft_wrap=True)


class _Rate(ProgressColumn):
    """Rows a second."""

    def render(self, task: Task) -> Text:
        speed = task.finished_speed or task.speed
        return Text(f"{speed:,.0f}/s" if speed else "")


def _peak_megabytes() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1 << 20 if sys.platform == "darwin" else 1 << 10)
