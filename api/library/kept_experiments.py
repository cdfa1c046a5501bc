"""What an export has of experiments that rank lists: which variant an account got, and what was counted of it."""

from datetime import date, datetime

from pydantic import Field

from api.library.kept_parts import Kept


class LibraryExperimentDay(Kept):
    """What the lists of a day of UTC showed, and what became of it."""

    day: date
    n_shown: int
    n_clicked: int
    n_accepted: int
    n_refused: int
    n_rated: int
    stars: float = Field(description="The sum of the stars given")


class LibraryExperiment(Kept):
    """An experiment that the account is in."""

    experiment: str
    variant: str
    entered_at: datetime
    days: list[LibraryExperimentDay]
